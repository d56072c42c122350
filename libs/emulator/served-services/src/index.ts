export type { ServedServices, ServiceGround } from './served-services';
export { failureOf, serveServices } from './served-services';
