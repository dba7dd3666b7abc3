import type { Simulation } from './simulate.ts';

export function checkHistories(_: Simulation): void {}
