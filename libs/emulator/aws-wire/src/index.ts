export { AwsError } from './aws-error';
export { apiFaultPoints } from './call-faults';
export type {
  ActionConditionKeys,
  ActionResources,
  AuthorizationReference,
  ResourceName,
  ServiceAuthorization,
} from './authorization/action-resources';
export type {
  ConditionKeys,
  RequestAuthorizer,
  RequiredPermission,
  RoleAuthorizer,
  RoleInUse,
  SessionPolicies,
} from './authorization/required-permission';
export { requestKeys } from './authorization/request-keys';
export type { SigningKey, SigningKeyLookup } from './auth/authenticate';
export { createAwsListener } from './listener';
export type { AwsListenerOptions, FaultyRequest, UnsupportedMember } from './listener';
export type { Parsed, ServiceHandlers } from './operation-types';
export type { RequestContext } from './request-context';
export type { RoleTrust } from './role-trust';
export type { AcceptedInput } from './schema/accepted-input';
export type { DeclaredInput } from './schema/declared-input';
export { declaredInput } from './schema/declared-input';
export { defineService } from './service';
export type { AwsService } from './service';
export { AccessDeniedError } from './wire-errors';
