import fc from 'fast-check';
import { buildTopic, isTemplateName, matchTopic } from './topics';
import type { ProvisioningTopic } from './topics';

const format = fc.constantFrom('json' as const, 'cbor' as const);
const kind = fc.constantFrom('request' as const, 'accepted' as const, 'rejected' as const);
const operation = fc.constantFrom('CreateKeysAndCertificate' as const, 'CreateCertificateFromCsr' as const);
const templateName = fc.stringMatching(/^[0-9A-Za-z_-]{1,36}$/);
const topic: fc.Arbitrary<ProvisioningTopic> = fc.oneof(
  fc.record({ operation, format, kind }),
  fc.record({ operation: fc.constant('RegisterThing' as const), templateName, format, kind }),
);

describe('a topic of the provisioning API', () => {
  it.each([
    [
      { operation: 'CreateKeysAndCertificate', format: 'json', kind: 'request' },
      '$aws/certificates/create/json',
    ],
    [
      { operation: 'CreateCertificateFromCsr', format: 'cbor', kind: 'accepted' },
      '$aws/certificates/create-from-csr/cbor/accepted',
    ],
    [
      { operation: 'RegisterThing', templateName: 'fleet', format: 'json', kind: 'rejected' },
      '$aws/provisioning-templates/fleet/provision/json/rejected',
    ],
  ] as const)('%j is written %s', (said, written) => {
    expect(buildTopic(said)).toBe(written);
  });

  it('is read as it was written', () => {
    fc.assert(fc.property(topic, (said) => expect(matchTopic(buildTopic(said))).toEqual(said)));
  });

  it('is distinguished from every other topic', () => {
    fc.assert(
      fc.property(topic, fc.string({ minLength: 1 }), (said, more) => {
        const longer = `${buildTopic(said)}/${more}`;
        const read = matchTopic(longer);
        if (read !== undefined) {
          expect(buildTopic(read)).toBe(longer);
        }
      }),
    );
    for (const other of [
      '',
      '$aws/certificates/create/xml',
      '$aws/certificates/create/json/',
      'cmd/a/alerts',
    ]) {
      expect(matchTopic(other)).toBeUndefined();
    }
    expect(matchTopic('$aws/certificates/create/json\n')).toBeUndefined();
  });

  it.each(['', 'a/b', '+', '#', 'x'.repeat(37), 'a b'])(
    'is never written for the template name %j',
    (name) => {
      expect(isTemplateName(name)).toBe(false);
      expect(() =>
        buildTopic({ operation: 'RegisterThing', templateName: name, format: 'json', kind: 'request' }),
      ).toThrow(RangeError);
    },
  );
});
