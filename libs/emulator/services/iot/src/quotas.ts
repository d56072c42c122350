import type { Clock } from '@fleet/emulator-clock';
import { RateLimits } from '@fleet/quotas';
import type { RegistrationCall } from './provisioning/registration-calls';

/** Documented: AWS General Reference, AWS IoT Core endpoints and quotas, in a public copy of the list of Service Quotas. */
const serviceQuotas = {
  AddThingToThingGroup: 100,
  AttachThingPrincipal: 100,
  CreateThing: 100,
  CreateThingGroup: 25,
  CreateThingType: 15,
  DeleteThing: 100,
  DeleteThingGroup: 15,
  DeleteThingType: 15,
  DeprecateThingType: 15,
  DescribeThing: 350,
  DescribeThingGroup: 100,
  DescribeThingType: 100,
  DetachThingPrincipal: 100,
  ListPrincipalThings: 10,
  ListTagsForResource: 10,
  ListThingGroups: 10,
  ListThingGroupsForThing: 100,
  ListThingPrincipals: 10,
  ListThings: 10,
  ListThingsInThingGroup: 25,
  ListThingTypes: 10,
  RemoveThingFromThingGroup: 100,
  TagResource: 10,
  UntagResource: 10,
  UpdateThing: 100,
  UpdateThingGroup: 15,
};

/** Documented: AWS IoT developer guide, AWS IoT Limits, throttling limits, edition of 2020. */
const throttlingLimits = {
  AttachPolicy: 15,
  AttachPrincipalPolicy: 15,
  CreateCertificateFromCsr: 15,
  CreatePolicy: 10,
  CreatePolicyVersion: 10,
  DeleteCertificate: 10,
  DeletePolicy: 10,
  DeletePolicyVersion: 10,
  DescribeCertificate: 10,
  DetachPolicy: 15,
  DetachPrincipalPolicy: 15,
  GetEffectivePolicies: 50,
  GetPolicy: 10,
  GetPolicyVersion: 15,
  ListAttachedPolicies: 15,
  ListCertificates: 10,
  ListPolicies: 10,
  ListPolicyPrincipals: 10,
  ListPolicyVersions: 10,
  ListPrincipalPolicies: 15,
  ListTargetsForPolicy: 10,
  SearchIndex: 15,
  SetDefaultPolicyVersion: 10,
  UpdateCertificate: 10,
};

/**
 * Documented: 350 (developer guide, device connectivity status queries). Guessed: the others, as AWS has quotas for them
 * whose figures are in no public copy; most of its operations have 10.
 */
const furtherRates = {
  GetThingConnectivityData: 350,
  CreateKeysAndCertificate: 10,
  CreateProvisioningClaim: 10,
  CreateProvisioningTemplate: 10,
  CreateProvisioningTemplateVersion: 10,
  DeleteProvisioningTemplate: 10,
  DeleteProvisioningTemplateVersion: 10,
  DescribeProvisioningTemplate: 10,
  DescribeProvisioningTemplateVersion: 10,
  ListProvisioningTemplateVersions: 10,
  ListProvisioningTemplates: 10,
  RegisterCertificateWithoutCA: 10,
  UpdateProvisioningTemplate: 10,
};

/** Calls a second of each operation, in an account and region. */
export const operationRates = { ...serviceQuotas, ...throttlingLimits, ...furtherRates };

/**
 * Documented (AWS IoT Limits, message broker limits): connects, subscriptions and publishes. The provisioning API over MQTT
 * has quotas (documented: Service Quotas L-B2BBBD8C, L-83161BB8, L-CAFFCA46) whose figures are in no public copy; reported
 * is 10 for RegisterThing (aws/aws-iot-device-sdk-python-v2#232), guessed the same for the others.
 */
export const brokerRates = {
  connect: 500,
  subscription: 500,
  publish: 100,
  'provisioning:CreateKeysAndCertificate': 10,
  'provisioning:CreateCertificateFromCsr': 10,
  'provisioning:RegisterThing': 10,
};

/** AWS's default quotas for whatever is counted by the second. */
export function awsIotRates(clock: Pick<Clock, 'nowMillis'>) {
  const operations = new RateLimits(clock, operationRates);
  const broker = new RateLimits(clock, brokerRates);
  return {
    admitsConnect: () => broker.take('connect'),
    admitsSubscription: () => broker.take('subscription'),
    admitsPublish: (connection: object) => broker.take('publish', connection),
    admitsProvisioning: (operation: string) => broker.take(`provisioning:${operation}`),
    admitsCall: (call: RegistrationCall) => operations.take(call),
    /** Any operation of the API. */
    admitsOperation: (operation: string) => operations.take(operation),
  };
}
