import { alertsTopic, confirmationTopic } from '@fleet/fleet-contract';

import type { PolicyMode } from './policy-document';
import { productionPolicy } from './production-policy';
import { everything, exchangeTopics, nothing, place, PolicedConnection } from './testing/connection';

const { provisioningTemplate, rotationTemplate } = place.names;

function device(mode: PolicyMode, serial = 'sensor-1'): PolicedConnection {
  return new PolicedConnection(productionPolicy(place, mode), serial, serial);
}

describe.each(['documented', 'strict'] as const)('a device under the %s production policy', (mode) => {
  it('connects under its own name alone', () => {
    expect(device(mode).mayConnect('sensor-1')).toBe(true);
    expect(device(mode).mayConnect('sensor-2')).toBe(false);
    expect(device(mode).mayConnect('claim:0102030405060708')).toBe(false);
  });

  it('connects as nobody while no thing is attached to its certificate', () => {
    const unattached = new PolicedConnection(productionPolicy(place, mode), 'sensor-1');
    expect(unattached.mayConnect('sensor-1')).toBe(false);
    expect(unattached.mayUse(alertsTopic('sensor-1'))).toEqual(nothing);
  });

  it('connects as nobody when its certificate is of another thing', () => {
    const foreign = new PolicedConnection(productionPolicy(place, mode), 'sensor-1', 'sensor-2');
    expect(foreign.mayConnect('sensor-1')).toBe(false);
    expect(foreign.mayConnect('sensor-2')).toBe(false);
  });

  it('connects under the name of its thing alone, and reaches no other’s topics, where that is its only one', () => {
    const own = new PolicedConnection(productionPolicy(place, mode), 'sensor-1', 'sensor-1', true);
    expect(own.mayConnect('sensor-1')).toBe(true);
    const foreign = new PolicedConnection(productionPolicy(place, mode), 'sensor-1', 'sensor-2', true);
    expect(foreign.mayConnect('sensor-1')).toBe(false);
    expect(foreign.mayUse(alertsTopic('sensor-1'))).toEqual(nothing);
  });

  it.each([
    alertsTopic('sensor-1'),
    confirmationTopic('sensor-1'),
    'dt/sensor-1/temperature',
    '$aws/things/sensor-1/shadow/update',
    '$aws/things/sensor-1/shadow/name/settings/get/accepted',
    '$aws/things/sensor-1/jobs/notify-next',
  ])('uses its own topic %s', (topic) => {
    expect(device(mode).mayUse(topic)).toEqual(everything);
  });

  it('subscribes to its own topics by wildcard', () => {
    expect(device(mode).maySubscribe('cmd/sensor-1/#')).toBe(true);
    expect(device(mode).maySubscribe('$aws/things/sensor-1/jobs/+/get/accepted')).toBe(true);
  });

  it.each(exchangeTopics(rotationTemplate))('rotates: uses %s', (topic) => {
    expect(device(mode).mayUse(topic)).toEqual(everything);
  });

  it.each([
    `$aws/provisioning-templates/${provisioningTemplate}/provision/json`,
    `$aws/provisioning-templates/${provisioningTemplate}/provision/json/accepted`,
    '$aws/provisioning-templates/+/provision/json/accepted',
    alertsTopic('sensor-2'),
    'cmd/+/alerts',
    'cmd/#',
    '#',
    '$aws/things/sensor-2/shadow/update',
    '$aws/events/presence/connected/sensor-1',
    '$aws/rules/fleetprov_confirmation_rule',
    'sensor-1/cmd',
    'cmd/sensor-1',
    'cmd/sensor-10/alerts',
  ])('does not use %s', (topic) => {
    expect(device(mode).mayUse(topic)).toEqual(nothing);
  });
});

describe('what the modes differ in', () => {
  it('is any topic around the name, and with it Basic Ingest: documented allows it, strict does not', () => {
    for (const topic of ['plant-7/sensor-1/state', '$aws/rules/any_rule/sensor-1/x', 'a/b/c/sensor-1/d']) {
      expect(device('documented').mayUse(topic)).toEqual(everything);
      expect(device('strict').mayUse(topic)).toEqual(nothing);
    }
  });

  it("is another's free text: a shadow named like this device is within reach of documented alone", () => {
    const topic = '$aws/things/sensor-2/shadow/name/sensor-1/update';
    expect(device('documented').mayPublish(topic)).toBe(true);
    expect(device('strict').mayPublish(topic)).toBe(false);
  });
});

it('the documented policy allows all that the published one allows', () => {
  const thing = '${iot:Connection.Thing.ThingName}';
  const arn = (resource: string) => `arn:aws:iot:us-east-1:123456789012:${resource}`;
  const published = [
    ['iot:Connect', arn(`client/${thing}`)],
    ['iot:Publish', arn(`topic/*/${thing}/*`)],
    ['iot:Subscribe', arn(`topicfilter/*/${thing}/*`)],
    ['iot:Receive', arn(`topic/*/${thing}/*`)],
  ] as const;
  const { Statement: statements } = productionPolicy(place, 'documented');
  for (const [action, resource] of published) {
    expect(statements.some((each) => each.Action.includes(action) && each.Resource.includes(resource))).toBe(
      true,
    );
  }
});
