export type { OwnClients, OwnEndpoint } from './own-clients';
export { clientsFor } from './own-clients';
