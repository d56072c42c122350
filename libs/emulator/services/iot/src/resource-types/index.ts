import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { iotPolicy } from './policy';
import { iotProvisioningTemplate } from './provisioning-template';
import { iotThingGroup } from './thing-group';
import { iotTopicRule } from './topic-rule';

/** What CloudFormation can make of this service. */
export function iotResourceTypes(clients: OwnClients): ResourceType[] {
  return [
    iotPolicy(clients),
    iotProvisioningTemplate(clients),
    iotThingGroup(clients),
    iotTopicRule(clients),
  ];
}
