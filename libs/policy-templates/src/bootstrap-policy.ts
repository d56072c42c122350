import { claimClientIdPrefix } from '@fleet/fleet-contract';

import { allow, buildPolicy, type FleetPlace, type PolicyDocument, type PolicyMode } from './policy-document';
import { provisioningTopics } from './provisioning-topics';

/**
 * The policy of claim certificates: to connect, get a certificate, and register it through the provisioning
 * template. Documented, it connects under any client id, as devices in the field do; strict, under none that a
 * thing can have, so that a leaked claim displaces no device.
 * @throws PolicyTooLargeError
 */
export function bootstrapPolicy(place: FleetPlace, mode: PolicyMode): PolicyDocument {
  const topics = provisioningTopics(place.names.provisioningTemplate);
  return buildPolicy(place.names.bootstrapPolicy, place, (resources) => [
    allow(['iot:Connect'], mode === 'strict' ? [resources.client(`${claimClientIdPrefix}*`)] : ['*']),
    allow(['iot:Publish', 'iot:Receive'], resources.topics(topics)),
    allow(['iot:Subscribe'], resources.topicFilters(topics)),
  ]);
}
