import { DelayCutShortError, Delays, Faults, faultDefinition, ImpossibleFaultError } from './index';
import type { Firing, PointFamily } from './index';

const families: readonly PointFamily[] = [
  {
    form: 'api:<operation>',
    has: (point) => /^api:\w+$/.test(point),
    effects: ['fail', 'throttle', 'delay', 'cut'],
    matches: [],
  },
  {
    form: 'mqtt:puback',
    has: (point) => point === 'mqtt:puback',
    effects: ['withhold', 'reason'],
    matches: ['clientId', 'topic'],
  },
];

describe('faults', () => {
  let fired: Firing[];
  let faults: Faults;
  beforeEach(() => {
    fired = [];
    faults = new Faults({ families, onFired: (firing) => fired.push(firing) });
  });
  const add = (definition: object) => faults.add(faultDefinition.parse(definition));
  const kindsAt = (point: string, calls: number) =>
    Array.from({ length: calls }, () => faults.at(point)?.kind ?? 'none');

  it('fire once, on the next call at their point, if nothing else is said', () => {
    add({ point: 'api:Make', effect: { kind: 'throttle' } });
    expect(kindsAt('api:Other', 1)).toEqual(['none']);
    expect(kindsAt('api:Make', 2)).toEqual(['throttle', 'none']);
  });

  it('fire from the n-th call on, as often as was said', () => {
    add({ point: 'api:Make', from: 2, times: 2, effect: { kind: 'cut' } });
    expect(kindsAt('api:Make', 4)).toEqual(['none', 'cut', 'cut', 'none']);
  });

  it('fire for ever where that was said', () => {
    add({ point: 'api:Make', from: 2, times: 'always', effect: { kind: 'cut' } });
    expect(kindsAt('api:Make', 4)).toEqual(['none', 'cut', 'cut', 'cut']);
  });

  it('count only the calls that they are about', () => {
    const match = { clientId: 'a', topic: 't' };
    add({ point: 'mqtt:puback', from: 2, match, effect: { kind: 'withhold' } });
    const at = (clientId: string, ...topics: string[]) =>
      faults.at('mqtt:puback', { clientId, topics })?.kind;
    expect([at('a', 't'), at('b', 't'), at('a', 'u'), at('a', 'u', 't')]).toEqual([
      undefined,
      undefined,
      undefined,
      'withhold',
    ]);
    expect(faults.list()).toMatchObject([{ calls: 2, fired: 1 }]);
  });

  it('do not fire two at a time: the first that was added does, and each counts its calls', () => {
    add({ id: 'first', point: 'api:Make', effect: { kind: 'throttle' } });
    add({ id: 'second', point: 'api:Make', times: 2, effect: { kind: 'cut' } });
    expect(kindsAt('api:Make', 3)).toEqual(['throttle', 'cut', 'none']);
    expect(faults.list()).toMatchObject([
      { id: 'first', calls: 3, fired: 1 },
      { id: 'second', calls: 3, fired: 1 },
    ]);
  });

  it('tell who they are when they fire', () => {
    const { id } = add({ point: 'mqtt:puback', effect: { kind: 'reason', reasonCode: 0x97 } });
    faults.at('mqtt:puback', { clientId: 'a', topics: ['t'] });
    expect(fired).toEqual([
      {
        fault: id,
        point: 'mqtt:puback',
        effect: { kind: 'reason', reasonCode: 0x97 },
        call: 1,
        clientId: 'a',
        topics: ['t'],
      },
    ]);
  });

  it('are removed one by one, or all together', () => {
    const { id } = add({ point: 'api:Make', times: 'always', effect: { kind: 'cut' } });
    add({ point: 'api:Make', times: 'always', effect: { kind: 'throttle' } });
    expect(faults.remove(id)).toBe(true);
    expect(faults.remove(id)).toBe(false);
    expect(kindsAt('api:Make', 1)).toEqual(['throttle']);
    expect(faults.clear()).toBe(1);
    expect(kindsAt('api:Make', 1)).toEqual(['none']);
    expect(faults.list()).toEqual([]);
  });

  it('have ids of their own, or those that they are given', () => {
    add({ id: 'fault-1', point: 'api:Make', effect: { kind: 'cut' } });
    expect(add({ point: 'api:Make', effect: { kind: 'cut' } }).id).toBe('fault-2');
    expect(() => add({ id: 'fault-1', point: 'api:Make', effect: { kind: 'cut' } })).toThrow(
      'There is a fault "fault-1" already: remove it first, or choose another id',
    );
  });

  it.each([
    [
      { point: 'api', effect: { kind: 'cut' } },
      'There is no point "api". There are: api:<operation>, mqtt:puback',
    ],
    [
      { point: 'mqtt:puback', effect: { kind: 'throttle' } },
      'At mqtt:puback a fault cannot "throttle". It can: withhold, reason',
    ],
    [
      { point: 'api:Make', match: { clientId: 'a' }, effect: { kind: 'cut' } },
      'At api:<operation> nothing is known of a clientId: leave it out',
    ],
  ])('that cannot be are refused: %j', (definition, message) => {
    expect(() => add(definition)).toThrow(new ImpossibleFaultError(message));
    expect(faults.list()).toEqual([]);
  });

  it('are a thousand at the most', () => {
    for (let count = 0; count < 1_000; count++) {
      add({ point: 'api:Make', effect: { kind: 'cut' } });
    }
    expect(() => add({ point: 'api:Make', effect: { kind: 'cut' } })).toThrow(
      'There are 1000 faults already',
    );
  });
});

describe('the definition of a fault', () => {
  it.each([
    { effect: { kind: 'cut' } },
    { point: 'api:Make' },
    { point: 'api:Make', effect: { kind: 'explode' } },
    { point: 'api:Make', effect: { kind: 'fail' } },
    { point: 'api:Make', effect: { kind: 'fail', code: 'X', status: 200 } },
    { point: 'api:Make', effect: { kind: 'fail', code: 'X\r\nset-cookie: a' } },
    { point: 'api:Make', effect: { kind: 'delay', millis: 900_001 } },
    { point: 'api:Make', effect: { kind: 'cut', when: 'later' } },
    { point: 'api:Make', effect: { kind: 'reason', reasonCode: 0 } },
    { point: 'api:Make', effect: { kind: 'alert', alert: 'close_notify' } },
    { point: 'api:Make', from: 0, effect: { kind: 'cut' } },
    { point: 'api:Make', times: 0, effect: { kind: 'cut' } },
    { point: 'api:Make', match: { serial: 'x' }, effect: { kind: 'cut' } },
    { id: '../x', point: 'api:Make', effect: { kind: 'cut' } },
  ])('refuses %j', (definition) => {
    expect(faultDefinition.safeParse(definition).success).toBe(false);
  });

  it('has an alert come after the certificate of the client, and everything else before the work', () => {
    const alert = { kind: 'alert', alert: 'bad_certificate' };
    expect(faultDefinition.parse({ point: 'p', effect: alert }).effect).toEqual({ ...alert, when: 'after' });
    expect(faultDefinition.parse({ point: 'p', effect: { kind: 'cut' } }).effect).toEqual({
      kind: 'cut',
      when: 'before',
    });
  });
});

describe('delays', () => {
  it('end after their time', async () => {
    await expect(new Delays().wait(1)).resolves.toBeUndefined();
  });

  it('are cut short when the cloud ends, and there are none after it', async () => {
    const delays = new Delays();
    const waiting = delays.wait(900_000);
    delays.close();
    await expect(waiting).rejects.toThrow(DelayCutShortError);
    await expect(delays.wait(1)).rejects.toThrow(DelayCutShortError);
  });
});
