import fc from 'fast-check';

import { InadmissibleSerialError, parseSerial, serialRules } from '@fleet/fleet-contract';
import { topicsOfServices, topicsOfThings } from '@fleet/fleet-contract/topic-catalogue';

import { bootstrapPolicy } from './bootstrap-policy';
import type { PolicyMode } from './policy-document';
import { productionPolicy } from './production-policy';
import { place, PolicedConnection } from './testing/connection';

const rules = serialRules({ resourceTag: place.names.resourceTag });

function isAdmissible(serial: string): boolean {
  try {
    parseSerial(serial, rules);
    return true;
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return false;
    }
    throw error;
  }
}

/*
 * Words that would open topics of others, were they admitted: written down here from AWS's pages, not taken from
 * the catalogue that the rules are made of.
 */
const dangerousWords = [
  ...[
    'things',
    'shadow',
    'name',
    'get',
    'update',
    'delete',
    'delta',
    'documents',
    'accepted',
    'rejected',
    'jobs',
  ],
  ...[
    'notify',
    'notify-next',
    'start-next',
    'tunnels',
    'defender',
    'metrics',
    'json',
    'cbor',
    'streams',
    'data',
  ],
  ...[
    'describe',
    'description',
    'events',
    'presence',
    'connected',
    'disconnected',
    'subscriptions',
    'subscribed',
  ],
  ...[
    'thing',
    'thingGroup',
    'thingGroupMembership',
    'job',
    'jobExecution',
    'rules',
    'certificates',
    'create',
  ],
  ...[
    'create-from-csr',
    'provisioning-templates',
    'provision',
    'commands',
    'executions',
    'request',
    'response',
  ],
  ...['device_location', 'get_position_estimate', 'cmd', 'dt', 'cert', 'alerts', 'confirmed', 'registered'],
  ...['fleetprov_prod_template_CFN', 'fleetprov_rotation_template_CFN', 'fleetprov_confirmation_rule'],
];

const serial = fc
  .oneof(
    fc.stringMatching(/^[a-zA-Z0-9:_-]{1,12}$/),
    fc.stringMatching(/^[a-c1-2_-]{1,2}$/),
    fc.constantFrom(...dangerousWords),
    fc.constantFrom('sensor-1', 'sensor-2', 'sensor', '-', ':', 'a:b', 'thingsx', 'awsx', 'x'.repeat(128)),
  )
  .filter(isAdmissible);

const pair = fc.tuple(serial, serial).filter(([one, other]) => one !== other);

/** A topic of `owner`; its free text is `text`. */
const filled = (topic: string, owner: string, text: string): string =>
  topic.replaceAll('{thing}', owner).replaceAll(/\{[^}]+\}/g, text);

const isOfFixedWords = (topic: string): boolean => !/\{(?!thing\})/.test(topic);

/** A filter that matches the topic: some levels give way to `+`, and all from some level on to `#`. */
function filterOf(topic: string, wild: readonly boolean[], end: number): string {
  const levels = topic.split('/').map((level, index) => (wild[index] === true ? '+' : level));
  return end < levels.length ? [...levels.slice(0, end), '#'].join('/') : levels.join('/');
}

const wildcards = fc.tuple(
  fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  fc.integer({ min: 0, max: 14 }),
);

function expectDenied(connection: PolicedConnection, topic: string, filter: string): void {
  expect([topic, connection.mayPublish(topic)]).toEqual([topic, false]);
  expect([topic, connection.mayReceive(topic)]).toEqual([topic, false]);
  expect([topic, connection.maySubscribe(topic)]).toEqual([topic, false]);
  expect([filter, connection.maySubscribe(filter)]).toEqual([filter, false]);
}

const policies = {
  documented: productionPolicy(place, 'documented'),
  strict: productionPolicy(place, 'strict'),
};
const device = (mode: PolicyMode, name: string) => new PolicedConnection(policies[mode], name, name);

describe('for any two admissible serials', () => {
  it('strict, neither may use any topic of the other, whatever its free text says', () => {
    fc.assert(
      fc.property(
        pair,
        fc.constantFrom(...topicsOfThings),
        fc.boolean(),
        wildcards,
        ([one, other], topic, own, wild) => {
          const text = filled(topic, other, own ? one : 'text');
          expectDenied(device('strict', one), text, filterOf(text, ...wild));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('documented, neither may use any topic of the other that is made of fixed words', () => {
    fc.assert(
      fc.property(
        pair,
        fc.constantFrom(...topicsOfThings.filter(isOfFixedWords)),
        wildcards,
        ([one, other], topic, wild) => {
          const text = filled(topic, other, '');
          expectDenied(device('documented', one), text, filterOf(text, ...wild));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('neither name opens a topic of the services, nor of the provisioning template', () => {
    const granted =
      /^\$aws\/(certificates\/create|provisioning-templates\/fleetprov_rotation_template_CFN\/)/;
    fc.assert(
      fc.property(
        serial,
        fc.constantFrom(...topicsOfServices),
        fc.constantFrom('documented', 'strict'),
        (one, topic, mode) => {
          const text = filled(topic, '', 'fleetprov_prod_template_CFN');
          fc.pre(!granted.test(text));
          expectDenied(device(mode, one), text, text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('neither connects as the other', () => {
    fc.assert(
      fc.property(pair, fc.constantFrom('documented', 'strict'), ([one, other], mode) => {
        expect(device(mode, one).mayConnect(other)).toBe(false);
      }),
    );
  });

  it('strict, no claim certificate connects as either', () => {
    const claim = new PolicedConnection(bootstrapPolicy(place, 'strict'), 'claim:0102030405060708');
    fc.assert(fc.property(serial, (one) => !claim.mayConnect(one)));
  });
});

it('no word that is a level of a topic is admitted, and each would open topics of others if it were', () => {
  const opened = dangerousWords.filter((word) => {
    expect([word, isAdmissible(word)]).toEqual([word, false]);
    const intruder = device('documented', word);
    const topics = [...topicsOfThings, ...topicsOfServices].map((topic) => filled(topic, 'sensor-1', 'text'));
    return topics.some((topic) => intruder.mayPublish(topic));
  });
  expect(opened).toEqual(
    expect.arrayContaining(['things', 'shadow', 'jobs', 'presence', 'connected', 'provision', 'cert']),
  );
});
