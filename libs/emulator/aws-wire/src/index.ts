export { AwsError } from './aws-error';
export type { SigningKey, SigningKeyLookup } from './auth/authenticate';
export { createAwsListener } from './listener';
export type { AwsListenerOptions, FaultyRequest } from './listener';
export type { RoleTrust } from './role-trust';
export { defineService } from './service';
export type { AwsService, Parsed, RequestContext, ServiceHandlers } from './service';
