export { customResourceHandler, type CustomResource } from './custom-resource';
export type { CustomResourceRequest } from './request';
