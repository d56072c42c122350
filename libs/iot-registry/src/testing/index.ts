export { ComingClients } from './coming-clients';
