import type { FleetWithLogs, Output } from '@fleet/fleet-operations';

/** Opens the fleet that the command line means and has something done with it. */
export type WithFleet = (work: (fleet: FleetWithLogs, output: Output) => Promise<void>) => Promise<void>;
