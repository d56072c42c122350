export type { Authentication } from './certificates/authentication';
export type { CertificateStatus, CertificateStatusChange } from './certificates/certificate-status';
export type { CertificateRecord } from './certificates/certificate-repository';
export { thingIndex } from './indexing/fleet-index';
export type { ThingDocument } from './indexing/fleet-index';
export {
  managedFieldsOfGroups,
  managedFieldsOfThings,
  schemaOfThings,
} from './indexing/indexing-configuration';
export type { Connectivity } from './indexing/thing-connectivity';
export { openIotCore } from './iot-core';
export type { IotCore, IotCoreOptions, ServerIdentity } from './iot-core';
export type { Page, PageRequest } from './paging';
export type { AuthorizationRequest, IotDataAction } from './policies/authorization';
export type { Policy, PolicyVersion } from './policies/policy-repository';
export type { ProvisioningFailure } from './provisioning/device-provisioning';
export type { HookInvoker, InvocationSource } from './provisioning/hook-invoker';
export type {
  CertificateFromCsr,
  KeysAndCertificate,
  ProvisioningApi,
  ProvisioningRequester,
  RegisterThingRequest,
  RegisteredThing,
} from './provisioning/provisioning-api';
export type {
  ProvisioningTemplate,
  ProvisioningTemplateVersion,
} from './provisioning/provisioning-template-repository';
export type { BulkThing } from './registry/bulk-registration';
export type { Thing } from './registry/thing-repository';
export type { ThingGroup } from './registry/thing-group-repository';
export type { ThingPrincipal, ThingPrincipalType } from './registry/thing-principal-repository';
export type { ThingType } from './registry/thing-type-repository';
export type { RuleAction, StatementReader, TopicRule } from './rules/topic-rule';
export { InvalidAggregationException, InvalidRequestException, ResourceNotFoundException } from './errors';
