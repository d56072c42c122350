import { alertsTopic, confirmationTopic } from '@fleet/fleet-contract';
import fc from 'fast-check';
import { ProgramRules } from './program-rules';
import { filterSelects } from './topic-filter';

const rules = new ProgramRules('sensor-1', {});
/** Whoever configures this means "everything". */
const widest = new ProgramRules('sensor-1', { publish: ['#', '$aws/#'], subscribe: ['#', '$aws/#'] });

const agentsOwn = [
  '$aws/certificates/create/json',
  '$aws/certificates/create-from-csr/cbor/accepted',
  '$aws/provisioning-templates/any/provision/json',
  confirmationTopic('sensor-1'),
  'cmd/sensor-1/cert/',
];

describe('what a program may publish', () => {
  it.each(['dt/sensor-1/temperature', 'cmd/sensor-1/answers', '$aws/things/sensor-1/shadow/update'])(
    'is %s',
    (topic) => {
      expect(rules.refusePublish(topic)).toBeUndefined();
    },
  );

  it.each([
    ...agentsOwn,
    alertsTopic('sensor-1'),
    '$local/agent/status',
    '$local/x',
    '$aws/rules/fleetprov_confirmation_rule/cmd/sensor-1/x',
    '$aws/rules/fleetprov_presence_rule',
    '$aws/events/presence/connected/sensor-1',
  ])('is never %s', (topic) => {
    expect(widest.refusePublish(topic)).toMatchObject({ kind: 'forbidden' });
  });

  it.each([
    'dt/sensor-2/x',
    'dt/sensor-10/x',
    'dt/sensor-1',
    'plant/sensor-1/x',
    '$aws/things/sensor-2/shadow/update',
  ])('is not %s, which the policy does not allow', (topic) => {
    expect(rules.refusePublish(topic)).toMatchObject({ kind: 'forbidden' });
  });

  it.each([
    '',
    'dt/sensor-1/+',
    'dt/sensor-1/#',
    'dt/sensor-1/\0',
    'dt/sensor-1/\n',
    'dt/sensor-1/\uFFFE',
    'dt/sensor-1/\u{1FFFF}',
    `$aws/rules/${'r'.repeat(300)}/x`,
    'a/b/c/d/e/f/g/h/i',
    'ü'.repeat(129),
  ])('is no topic like %j', (topic) => {
    expect(widest.refusePublish(topic)).toMatchObject({ kind: 'malformed' });
  });
});

describe('a topic that AWS IoT has reserved', () => {
  it.each([
    'shadow/get',
    'shadow/name/settings/update',
    'jobs/start-next',
    'jobs/job-1/update',
    'defender/metrics/cbor',
    'streams/stream-1/get/json',
  ])('takes what it is for: %s', (topic) => {
    expect(rules.refusePublish(`$aws/things/sensor-1/${topic}`)).toBeUndefined();
  });

  it.each([
    '$aws/things/sensor-1/nonsense',
    '$aws/things/sensor-1/shadow/update/accepted',
    '$aws/things/sensor-1/jobs/notify',
    '$aws/things/sensor-1/',
    '$aws/nonsense',
    '$nonsense',
  ])('takes nothing else, on which the connection may end: %s', (topic) => {
    expect(widest.refusePublish(topic)).toMatchObject({ kind: 'forbidden' });
  });

  it.each([
    'shadow/#',
    'shadow/update/delta',
    'jobs/notify-next',
    'jobs/+/get/accepted',
    'tunnels/notify',
    '#',
  ])('is subscribed to where there is something: %s', (filter) => {
    expect(rules.refuseSubscribe(`$aws/things/sensor-1/${filter}`)).toBeUndefined();
  });

  it.each([
    '$aws/things/sensor-1/nonsense',
    '$aws/things/sensor-1/shadow/update',
    '$aws/nonsense/#',
    '$nonsense',
  ])('is not subscribed to where there is nothing: %s', (filter) => {
    expect(widest.refuseSubscribe(filter)).toMatchObject({ kind: 'forbidden' });
  });
});

describe('what a program may subscribe to', () => {
  it.each([
    'dt/sensor-1/#',
    'cmd/sensor-1/+',
    'cmd/sensor-1/alerts',
    'cmd/sensor-1/jobs/+/start',
    '$aws/things/sensor-1/shadow/+/accepted',
    '$local/agent/status',
    '$local/#',
    '$local/+/status',
  ])('is %s', (filter) => {
    expect(rules.refuseSubscribe(filter)).toBeUndefined();
  });

  it.each([
    ...agentsOwn,
    '#',
    '+/+/+/+',
    '$aws/#',
    '$aws/+/create/json/accepted',
    'cmd/#',
    'cmd/sensor-1/#',
    'cmd/+/cert/confirmed',
    '+/sensor-1/cert/#',
    '$local/other',
  ])('is never %s', (filter) => {
    expect(widest.refuseSubscribe(filter)).toMatchObject({ kind: 'forbidden' });
  });

  it.each(['dt/#', 'dt/+/x', 'dt/sensor-2/x', '$aws/things/+/shadow/update'])(
    'is not %s, which the policy does not allow',
    (filter) => {
      expect(rules.refuseSubscribe(filter)).toMatchObject({ kind: 'forbidden' });
    },
  );

  it.each(['$share/a/dt/sensor-1/x', '$share', '$share/'])('is not shared, as %s is', (filter) => {
    expect(widest.refuseSubscribe(filter)).toMatchObject({ kind: 'shared' });
  });

  it.each(['', 'dt/sensor-1/a#', 'dt/#/x', 'dt/sensor-1/a+', 'dt/sensor-1/\u0007'])(
    'is no filter like %j',
    (filter) => {
      expect(widest.refuseSubscribe(filter)).toMatchObject({ kind: 'malformed' });
    },
  );
});

describe('an allowance', () => {
  it('is written with {thing} for the device', () => {
    const one = new ProgramRules('sensor-1', {
      publish: ['dt/{thing}/meter/+'],
      subscribe: ['plant-7/{thing}/#'],
    });
    expect(one.refusePublish('dt/sensor-1/meter/a')).toBeUndefined();
    expect(one.refusePublish('dt/sensor-1/other')).toMatchObject({
      why: 'it is none of dt/sensor-1/meter/+.',
    });
    expect(one.refuseSubscribe('plant-7/sensor-1/a/+')).toBeUndefined();
    expect(one.refuseSubscribe('dt/sensor-1/#')).toMatchObject({ kind: 'forbidden' });
  });

  it('may be empty: that program only listens', () => {
    const listener = new ProgramRules('sensor-1', { publish: [] });
    expect(listener.refusePublish('dt/sensor-1/x')).toMatchObject({ kind: 'forbidden' });
    expect(listener.refuseSubscribe('dt/sensor-1/x')).toBeUndefined();
  });
});

describe('whatever is allowed', () => {
  const level = fc.constantFrom(
    '$aws',
    'certificates',
    'cmd',
    'sensor-1',
    'cert',
    'confirmed',
    'alerts',
    '+',
    '$local',
    'x',
    '',
  );
  const filter = fc
    .tuple(fc.array(level, { minLength: 1, maxLength: 5 }), fc.boolean())
    .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'));

  it('gives no subscriber a message on a topic of the agent', () => {
    fc.assert(
      fc.property(filter, fc.constantFrom(...agentsOwn), (each, topic) => {
        if (widest.refuseSubscribe(each) === undefined) {
          expect(filterSelects(each, topic)).toBe(false);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('lets no publisher reach one either, however the topic is written', () => {
    fc.assert(
      fc.property(filter, (topic) => {
        if (widest.refusePublish(topic) === undefined) {
          const reserved = ['$aws/certificates/#', 'cmd/sensor-1/cert/#', 'cmd/sensor-1/alerts', '$local/#'];
          expect(reserved.filter((each) => filterSelects(each, topic))).toEqual([]);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
