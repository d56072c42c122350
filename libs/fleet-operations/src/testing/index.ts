export { fleetInMemory, printed, provision, type FleetInMemory } from './fleet-in-memory';
export { arnOf, idOf, type Status } from './scripted-iot';
