import type { Network } from './network.ts';

let current: Network | undefined;

/** The way to the databases in the simulation that runs now: one at a time in a process. */
export function theNetwork(): Network {
  if (current === undefined) throw new Error('No simulation is running');
  return current;
}

export function useNetwork(network: Network): void {
  current = network;
}
