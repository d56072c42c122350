import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { iotBillingGroup } from './billing-group';
import { iotCertificate } from './certificate';
import { iotPolicy } from './policy';
import { iotPolicyPrincipalAttachment } from './policy-principal-attachment';
import { iotProvisioningTemplate } from './provisioning-template';
import { iotRoleAlias } from './role-alias';
import { iotThing } from './thing';
import { iotThingGroup } from './thing-group';
import { iotThingPrincipalAttachment } from './thing-principal-attachment';
import { iotThingType } from './thing-type';
import { iotTopicRule } from './topic-rule';

/** What CloudFormation can make of this service. */
export function iotResourceTypes(clients: OwnClients): ResourceType[] {
  return [
    iotBillingGroup(clients),
    iotCertificate(clients),
    iotPolicy(clients),
    iotPolicyPrincipalAttachment(clients),
    iotProvisioningTemplate(clients),
    iotRoleAlias(clients),
    iotThing(clients),
    iotThingGroup(clients),
    iotThingPrincipalAttachment(clients),
    iotThingType(clients),
    iotTopicRule(clients),
  ];
}
