import fc from 'fast-check';

import { fleetNames } from '../fleet-names';
import { topicsOfServices, topicsOfThings } from '../topics/topic-catalogue';
import { InadmissibleSerialError, parseSerial, placeholderSerial, serialRules } from './serial';

function reasonOf(value: unknown, rules = serialRules({ resourceTag: 'fleetprov' })): string {
  try {
    parseSerial(value, rules);
    return 'admitted';
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return error.reason;
    }
    throw error;
  }
}

describe('a serial number', () => {
  it.each(['sensor-1', 'SN:0001_A', '0', 'a'.repeat(128), 'claim', 'thingsandmore', 'CMD-1'])(
    'is admitted as %s',
    (serial) => {
      expect(parseSerial(serial)).toBe(serial);
    },
  );

  it.each([
    ['nothing', undefined, 'missing'],
    ['null', null, 'missing'],
    ['a number', 42, 'missing'],
    ['the empty string', '', 'missing'],
    ['129 characters', 'a'.repeat(129), 'malformed'],
    ['a path', '../x', 'malformed'],
    ['a topic', 'a/b', 'malformed'],
    ['a wildcard', '+', 'malformed'],
    ['another wildcard', '#', 'malformed'],
    ['a policy wildcard', 'sensor*', 'malformed'],
    ['a policy variable', '${iot:ClientId}', 'malformed'],
    ['a second line', 'sensor-1\n', 'malformed'],
    ['a space', 'sensor 1', 'malformed'],
    ['letters of other scripts', 'sensör', 'malformed'],
    ['digits of other scripts', '١٢٣', 'malformed'],
    ['a claim client id', 'claim:1', 'claim-client-id'],
    ['a claim client id in capitals', 'Claim:1', 'claim-client-id'],
    ['the placeholder', placeholderSerial, 'placeholder'],
    ['the placeholder in small letters', 'set-serial-number', 'placeholder'],
  ])('is not %s', (_, value, reason) => {
    expect(reasonOf(value)).toBe(reason);
  });

  it.each([
    [undefined, 'The serial number (undefined) is missing: a serial number is a string.'],
    [null, 'The serial number (null) is missing: a serial number is a string.'],
    ['a/b', 'The serial number "a/b" is not a legal thing name: use 1 to 128 characters of'],
    [
      placeholderSerial,
      '"SET-SERIAL-NUMBER" is the placeholder of the bundle: write the serial number of this',
    ],
    ['claim:1', 'The serial number "claim:1" begins with "claim:", which is reserved for claim connections.'],
    ['things', 'The serial number "things" is a word in topics of AWS or the fleet, and would give access'],
    ['SN-1', 'The serial number "SN-1" does not match the fleet\'s serialPattern.'],
    ['sensör', 'The serial number "sens\\u00f6r" is not a legal thing name'],
    ['/'.repeat(40), `The serial number "${'/'.repeat(40)}" is not`],
    ['/'.repeat(41), `The serial number "${'/'.repeat(40)}..." is not`],
  ])('is refused as %j with what it is and what is wrong with it', (value, message) => {
    const rules = serialRules({ resourceTag: 'fleetprov', serialPattern: 'X' });
    expect(() => parseSerial(value, rules)).toThrow(message);
  });

  it.each([
    'things',
    'shadow',
    'jobs',
    'rules',
    'events',
    'presence',
    'certificates',
    'provisioning-templates',
    'provision',
    'create',
    'create-from-csr',
    'streams',
    'tunnels',
    'defender',
    'cmd',
    'dt',
    'cert',
    'alerts',
    'thing',
    'connected',
    'get',
    'update',
    'json',
    'cbor',
    'accepted',
    'name',
    'commands',
    'Things',
    'SHADOW',
  ])('is not %s, a level of topics', (word) => {
    expect(reasonOf(word)).toBe('reserved-word');
  });

  it('is never a fixed level of a topic in the catalogue', () => {
    const levels = [...topicsOfThings, ...topicsOfServices].flatMap((topic) => topic.split('/'));
    for (const level of levels.filter((each) => !each.startsWith('{'))) {
      expect(['reserved-word', 'malformed']).toContain(reasonOf(level));
    }
  });

  it("is not a resource name of its own fleet: a template's name is a level of topics", () => {
    expect(reasonOf(fleetNames('fleetprov').provisioningTemplate)).toBe('reserved-word');
    expect(reasonOf(fleetNames('other').provisioningTemplate)).toBe('admitted');
  });

  it('is otherwise free: a fleet reserves the names of its resources, and the words that it adds', () => {
    const names = Object.values<string>({ ...fleetNames('tag') }).map((name) => name.toLowerCase());
    expect(serialRules({ resourceTag: 'tag' })).toEqual({ reservedWords: new Set(names) });
    expect(serialRules({ resourceTag: 'tag', reservedWords: ['Spare'] })).toEqual({
      reservedWords: new Set([...names, 'spare']),
    });
  });

  it('is not a word that the fleet reserves', () => {
    expect(reasonOf('Spare', serialRules({ resourceTag: 'fleetprov', reservedWords: ['spare'] }))).toBe(
      'reserved-word',
    );
  });

  it("matches the fleet's pattern as a whole", () => {
    const rules = serialRules({ resourceTag: 'fleetprov', serialPattern: 'SN-\\d{4}' });
    expect(reasonOf('SN-0001', rules)).toBe('admitted');
    expect(reasonOf('SN-00011', rules)).toBe('pattern-mismatch');
    expect(reasonOf('XSN-0001', rules)).toBe('pattern-mismatch');
  });

  it('is admitted or refused with a reason, never anything else', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof reasonOf(value) === 'string'));
  });

  it('is quoted, escaped and cut in the error, however long and hostile', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 500 }), (value) => {
        fc.pre(reasonOf(value) !== 'admitted');
        const { message } = new InadmissibleSerialError(value, 'malformed');
        expect(message.length).toBeLessThan(500);
        expect(message).toMatch(/^[ -~]+$/);
      }),
    );
  });
});
