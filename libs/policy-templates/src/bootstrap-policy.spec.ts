import { alertsTopic, claimClientId, confirmationTopic } from '@fleet/fleet-contract';

import { bootstrapPolicy } from './bootstrap-policy';
import type { PolicyMode } from './policy-document';
import { everything, exchangeTopics, nothing, place, PolicedConnection } from './testing/connection';

const claimId = claimClientId(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const connection = (mode: PolicyMode) => new PolicedConnection(bootstrapPolicy(place, mode), claimId);
const { provisioningTemplate, rotationTemplate } = place.names;

describe('the documented bootstrap policy', () => {
  it('is the published one, with certificates from a CSR beside those from AWS', () => {
    const topics = (kind: string) => [
      `arn:aws:iot:us-east-1:123456789012:${kind}/$aws/certificates/create/*`,
      `arn:aws:iot:us-east-1:123456789012:${kind}/$aws/certificates/create-from-csr/*`,
      `arn:aws:iot:us-east-1:123456789012:${kind}/$aws/provisioning-templates/fleetprov_prod_template_CFN/provision/*`,
    ];
    expect(bootstrapPolicy(place, 'documented')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['iot:Connect'], Resource: ['*'] },
        { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: topics('topic') },
        { Effect: 'Allow', Action: ['iot:Subscribe'], Resource: topics('topicfilter') },
      ],
    });
  });

  it('connects under any client id, as devices in the field need', () => {
    expect(connection('documented').mayConnect('sensor-1')).toBe(true);
  });
});

describe('the strict bootstrap policy', () => {
  it('connects as a claim, and as nothing that a device can be', () => {
    expect(connection('strict').mayConnect(claimId)).toBe(true);
    for (const clientId of ['sensor-1', 'claim', 'Claim:1', 'xclaim:1', '']) {
      expect(connection('strict').mayConnect(clientId)).toBe(false);
    }
  });
});

describe.each(['documented', 'strict'] as const)('a claim certificate under the %s policy', (mode) => {
  it.each(exchangeTopics(provisioningTemplate))('may use %s', (topic) => {
    expect(connection(mode).mayUse(topic)).toEqual(everything);
  });

  it.each([
    `$aws/provisioning-templates/${rotationTemplate}/provision/json`,
    `$aws/provisioning-templates/${provisioningTemplate}/other/json`,
    '$aws/provisioning-templates/+/provision/json/accepted',
    '$aws/certificates/create-other/json',
    '$aws/certificates/#',
    '$aws/things/sensor-1/shadow/update',
    '$aws/rules/fleetprov_confirmation_rule/cmd/sensor-1/cert/confirmed',
    alertsTopic('sensor-1'),
    confirmationTopic('sensor-1'),
    confirmationTopic(claimId),
    '#',
  ])('may not use %s', (topic) => {
    expect(connection(mode).mayUse(topic)).toEqual(nothing);
  });
});
