export type { Authentication } from './certificates/authentication';
export type { CertificateStatus, CertificateStatusChange } from './certificates/certificate-status';
export type { AuthorizationRequest, IotDataAction } from './policies/authorization';
export type { HookInvoker, InvocationSource } from './provisioning/hook-invoker';
export type {
  CertificateFromCsr,
  KeysAndCertificate,
  ProvisioningApi,
  ProvisioningRequester,
  RegisteredThing,
} from './provisioning/provisioning-api';
export { ProvisioningRejection } from './provisioning/provisioning-rejection';
export type { SqlChecker, TopicRule } from './rules/topic-rule';
export type { IotCore, IotCoreOptions } from './iot-core';
