export { inMemoryDeviceRegistry } from './in-memory-device-registry';
export { ScriptedTable, TableFault, type TableRequest } from './scripted-table';
