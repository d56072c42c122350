import type { Fleet } from '../fleet/fleet';
import type { Output } from './output';

/** Opens the fleet that the command line means and has something done with it. */
export type WithFleet = (work: (fleet: Fleet, output: Output) => Promise<void>) => Promise<void>;
