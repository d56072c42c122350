export type { OwnClients } from './own-clients';
export { clientsFor } from './own-clients';
