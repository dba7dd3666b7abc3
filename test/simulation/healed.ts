import type { Simulation } from './simulate.ts';

export async function checkHealed(_: Simulation): Promise<void> {}
