import { allow, buildPolicy, type FleetPlace, type PolicyDocument, type PolicyMode } from './policy-document';
import { provisioningTopics } from './provisioning-topics';

/** The thing attached to the connection's certificate whose name is the client id (thing-policy-variables). */
const thing = '${iot:Connection.Thing.ThingName}';

const ownTopics: Record<PolicyMode, readonly string[]> = {
  // `*` spans levels, so this also covers `$aws/things/<thing>/…`. It stays within the thing's own topics only
  // because no serial may be a word that is a level of other topics.
  documented: [`*/${thing}/*`],
  strict: [`cmd/${thing}/*`, `dt/${thing}/*`, `$aws/things/${thing}/*`],
};

/**
 * The policy of devices: to connect under the thing's name, to use the thing's topics, and to rotate the
 * certificate through the rotation template.
 * @throws PolicyTooLargeError
 */
export function productionPolicy(place: FleetPlace, mode: PolicyMode): PolicyDocument {
  const own = ownTopics[mode];
  const rotation = provisioningTopics(place.names.rotationTemplate);
  return buildPolicy(place.names.productionPolicy, place, (resources) => [
    allow(['iot:Connect'], [resources.client(thing)]),
    allow(['iot:Publish', 'iot:Receive'], resources.topics([...own, ...rotation])),
    allow(['iot:Subscribe'], resources.topicFilters([...own, ...rotation])),
  ]);
}
