import { allow, buildPolicy, type FleetPlace, type PolicyDocument, type PolicyMode } from './policy-document';
import type { DeviceStatement } from './device-statement';
import { provisioningTopics } from './provisioning-topics';
import { thisThing } from './this-thing';

const ownTopics: Record<PolicyMode, readonly string[]> = {
  // `*` spans levels, so this also covers `$aws/things/<thing>/…`. It stays within the thing's own topics only
  // because no serial may be a word that is a level of other topics.
  documented: [`*/${thisThing}/*`],
  strict: [`cmd/${thisThing}/*`, `dt/${thisThing}/*`, `$aws/things/${thisThing}/*`],
};

/**
 * The policy of devices: to connect under the thing's name, to use the thing's topics, and to rotate the
 * certificate through the rotation template.
 * @param own what the fleet's devices may do besides; `refuseReachingOthers` looks at it
 * @throws PolicyTooLargeError
 */
export function productionPolicy(
  place: FleetPlace,
  mode: PolicyMode,
  own: readonly DeviceStatement[] = [],
): PolicyDocument {
  const topics = ownTopics[mode];
  const rotation = provisioningTopics(place.names.rotationTemplate);
  return buildPolicy(place.names.productionPolicy, place, (resources) => [
    allow(['iot:Connect'], [resources.client(thisThing)]),
    allow(['iot:Publish', 'iot:Receive'], resources.topics([...topics, ...rotation])),
    allow(['iot:Subscribe'], resources.topicFilters([...topics, ...rotation])),
    ...own.map((statement) => allow(statement.actions, resources.named(statement.resources))),
  ]);
}
