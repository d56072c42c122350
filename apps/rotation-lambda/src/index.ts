export { fleetIndexing } from './indexing/fleet-indexing';
