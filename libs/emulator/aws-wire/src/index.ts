export { AwsError } from './aws-error';
export { defineService } from './service';
export type { AwsService, RequestContext, ServiceHandlers } from './service';
