import type { FleetWithLogs } from '../fleet/fleet';
import type { Output } from './output';

/** Opens the fleet that the command line means and has something done with it. */
export type WithFleet = (work: (fleet: FleetWithLogs, output: Output) => Promise<void>) => Promise<void>;
