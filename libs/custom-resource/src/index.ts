export { AnswerNotDeliveredError } from './answer';
export { customResourceHandler, type CustomResource } from './custom-resource';
export { MalformedRequestError, type CustomResourceRequest } from './request';
