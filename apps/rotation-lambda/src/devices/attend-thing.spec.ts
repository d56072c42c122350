import { certificateInForce } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { SweepTally } from '../sweep/sweep-counts';
import type { FoundThing } from '../find/found-thing';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import {
  connect,
  deviceFleet,
  disconnect,
  on,
  prove,
  register,
  serial,
  sweepEventOn,
  thingOf,
  warn as warnOn,
} from '../testing/rotating-device';
import { attendThing } from './attend-thing';
import type { SweepRules } from './sweep-context';

const [info, warn, error] = [30, 40, 50];
const dates: Readonly<Record<string, string>> = { cert_issuance: '20260101' };
const expired: FoundThing = { thingName: serial, issued: '20260101', connected: false };

/** A device whose days of grace have passed since it was warned. */
async function expiredDevice(): Promise<FleetInMemory> {
  const fleet = await deviceFleet();
  await warnOn(fleet, '2026-12-28');
  fleet.things.set(serial, { attributes: { ...dates }, connected: true });
  return fleet;
}

/** Attends to a thing that the index shows so. @returns what is counted, and what is logged */
async function attend(
  fleet: FleetInMemory,
  found: FoundThing = expired,
  { rules, day = '2027-01-12' }: { rules?: Partial<SweepRules>; day?: string } = {},
) {
  fleet.lines.length = 0;
  const tally = new SweepTally();
  const { context } = fleet.parts(rules);
  await attendThing(context, found, sweepEventOn(fleet, day), tally);
  const counts = Object.entries(tally.counts()).filter(([, count]) => typeof count === 'number' && count > 0);
  return { counts: Object.fromEntries(counts), lines: fleet.lines };
}

describe('a thing that is due', () => {
  it('is told when it is its turn, by how many are before it', async () => {
    const fleet = await deviceFleet();
    fleet.things.set(serial, { attributes: { ...dates }, connected: true });
    await attend(fleet, { ...expired, place: 1_000 }, { day: '2026-12-28' });
    expect(fleet.turns).toEqual([295]);
  });

  it('has its turn noted for the day on which it comes, with all others that were away', async () => {
    const fleet = await deviceFleet();
    fleet.things.set(serial, { attributes: { ...dates }, connected: false });
    await attend(fleet, { ...expired, place: 1_000 }, { day: '2026-12-28' });
    const turnSeconds = async () => certificateInForce(await fleet.registry.find(serial))?.turnSeconds;
    expect(await turnSeconds()).toBe(378);
    await attend(fleet, { ...expired, place: 7 }, { day: '2026-12-29' });
    expect(await turnSeconds()).toBe(378);
  });
});

describe('a thing that the index shows as expired', () => {
  it('has its certificate made inactive, and nobody is warned who could not hear it', async () => {
    const fleet = await expiredDevice();
    const { counts, lines } = await attend(fleet);
    expect(counts).toEqual({ found: 1, expired: 1, deactivated: 1 });
    expect(lines).toMatchObject([
      {
        level: warn,
        thingName: serial,
        certificateId: 'A',
        because: 'grace-has-passed',
        msg: 'expired: its certificate is inactive',
      },
      { thingName: serial, wasConnected: true, msg: 'no longer connected' },
    ]);
    expect([...fleet.active]).toEqual([]);
    expect(fleet.warned).toEqual([]);
  });

  it('is made inactive once, and counted each day', async () => {
    const fleet = await expiredDevice();
    fleet.active.clear();
    fleet.things.set(serial, { attributes: { ...dates }, connected: false });
    expect(await attend(fleet)).toEqual({ counts: { found: 1, expired: 1 }, lines: [] });
  });

  it('is reported only, and warned, where the operator wants no more', async () => {
    const fleet = await expiredDevice();
    const { counts, lines } = await attend(fleet, expired, { rules: { enforce: 'report' } });
    expect(counts).toEqual({ found: 1, expired: 1, warned: 1 });
    expect(lines).toMatchObject([
      {
        level: warn,
        thingName: serial,
        because: 'grace-has-passed',
        msg: 'expired; reported only, as configured',
      },
    ]);
    expect([...fleet.active]).toEqual(['A']);
  });

  const show = (fleet: FleetInMemory, attributes: Readonly<Record<string, string>>) =>
    fleet.things.set(serial, { attributes: { ...attributes }, connected: true });

  it.each<[string, (fleet: FleetInMemory) => unknown, object]>([
    ['rotated', (fleet) => show(fleet, { cert_issuance: '20270111' }), {}],
    ['no-thing', (fleet) => fleet.things.delete(serial), {}],
    ['not-expired', (fleet) => show(fleet, { cert_issuance: '20260115' }), { warned: 1 }],
    [
      'renewing',
      async (fleet) => {
        await register(fleet, '2027-01-11');
        show(fleet, dates);
      },
      { oldestUnprovenDays: 1 },
    ],
  ])('is kept active after a second look: %s', async (because, change, warned) => {
    const fleet = await expiredDevice();
    await change(fleet);
    const before = [...fleet.active];
    const { counts, lines } = await attend(fleet);
    expect(counts).toEqual({ found: 1, ...warned });
    expect(lines).toMatchObject([
      { level: info, thingName: serial, because, msg: 'kept active after a second look' },
    ]);
    expect([...fleet.active]).toEqual(before);
  });

  it.each([
    ['nothing is on record', (fleet: FleetInMemory) => fleet.registry.forget(serial)],
    [
      'the warning was heard by the certificate before',
      async (fleet: FleetInMemory) => {
        await register(fleet, '2027-01-02');
        await prove(fleet, 'B', '2027-01-02');
        show(fleet, dates);
      },
    ],
  ])('is only warned where %s', async (_, change) => {
    const fleet = await expiredDevice();
    await change(fleet);
    const before = [...fleet.active];
    const { counts } = await attend(fleet, { ...expired, connected: true });
    expect(counts).toEqual({ found: 1, warned: 1 });
    expect([...fleet.active]).toEqual(before);
  });

  it('is kept active where nothing on record says which certificate is in force, however long it was silent', async () => {
    const fleet = await expiredDevice();
    await fleet.registry.forget(serial);
    const { counts, lines } = await attend(fleet, expired, { rules: { offlineDays: 1 } });
    expect(counts).toEqual({ found: 1, warned: 1 });
    expect(lines).toMatchObject([{ because: 'no-current-certificate' }]);
  });

  it('may hear a warning over a successor that waits to be proven', async () => {
    const fleet = await expiredDevice();
    await register(fleet, '2027-01-02');
    await fleet.registry.noteDateWithdrawn(serial, ['B'], new Date('2027-01-03T12:00:00Z'));
    fleet.things.set(serial, { attributes: { ...dates }, connected: true });
    const { counts } = await attend(fleet);
    expect(counts).toEqual({ found: 1, expired: 1, deactivated: 1, warned: 1, oldestUnprovenDays: 10 });
    expect([...fleet.active]).toEqual(['B']);
    expect(fleet.things.get(serial)?.attributes).toEqual(dates);
  });
});

describe('a device whose certificate is silent', () => {
  const silent = async () => {
    const fleet = await deviceFleet();
    fleet.things.set(serial, { attributes: { ...dates }, connected: true });
    return attend(
      fleet,
      { ...expired, connected: true },
      { rules: { presenceRule: false, offlineDays: 30 }, day: '2027-01-27' },
    );
  };

  it('is cut off after that many days where its connections are not heard of, whoever uses its name', async () => {
    await expect(silent()).resolves.toMatchObject({ counts: { expired: 1, deactivated: 1 } });
  });

  it('is left alone while a client of its name is connected, where connections are heard of', async () => {
    const fleet = await deviceFleet();
    fleet.things.set(serial, { attributes: { ...dates }, connected: true });
    const rules = { offlineDays: 30 };
    const { counts } = await attend(fleet, { ...expired, connected: true }, { rules, day: '2027-06-01' });
    expect(counts).toEqual({ found: 1, warned: 1 });
  });
});

describe('a thing that is due', () => {
  const due: FoundThing = { thingName: serial, issued: '20260101', connected: true };

  const current = async (fleet: FleetInMemory) => certificateInForce(await fleet.registry.find(serial));

  it('is warned, which is noted when its certificate carries the connection', async () => {
    const fleet = await deviceFleet();
    await connect(fleet, 'A', on('2026-12-01'));
    expect(await attend(fleet, due, { day: '2026-12-27' })).toEqual({
      counts: { found: 1, warned: 1, firstWarnings: 1 },
      lines: [],
    });
    const at = on('2026-12-27').toISOString();
    expect(await current(fleet)).toMatchObject({ dueNotedAt: at, warnedAt: at });
    expect(thingOf(fleet).attributes).toEqual(dates);
    const { counts } = await attend(fleet, due, { day: '2026-12-28' });
    expect(counts).toEqual({ found: 1, warned: 1 });
    expect(await current(fleet)).toMatchObject({ warnedAt: at });
  });

  it.each([
    ['nobody is there any more', (fleet: FleetInMemory) => disconnect(fleet)],
    [
      'another client has its name by now',
      (fleet: FleetInMemory) => void (thingOf(fleet).connectedSince = on('2026-12-26')),
    ],
  ])('is warned without a note when %s', async (_, change) => {
    const fleet = await deviceFleet();
    await connect(fleet, 'A', on('2026-12-01'));
    change(fleet);
    expect(await attend(fleet, due, { day: '2026-12-27' })).toEqual({
      counts: { found: 1, warned: 1 },
      lines: [],
    });
    expect(await current(fleet)).toHaveProperty('dueNotedAt');
    expect(await current(fleet)).not.toHaveProperty('warnedAt');
  });

  describe('while nobody knows with which certificate somebody is connected', () => {
    const unknown = async (rules: Partial<SweepRules> = {}) => {
      const fleet = await deviceFleet();
      await connect(fleet, 'A', on('2026-12-01'));
      thingOf(fleet).connectedSince = on('2026-12-26');
      await attend(fleet, due, { day: '2026-12-27', rules });
      expect(fleet.disconnected).toEqual([]);
      const { lines } = await attend(fleet, due, { day: '2026-12-28', rules });
      return { disconnected: fleet.disconnected, sessionsEnded: fleet.sessionsEnded, lines };
    };

    it('has its connection ended the day after its first warning, to come back and show its certificate', async () => {
      const { disconnected, sessionsEnded, lines } = await unknown();
      expect(disconnected).toEqual([serial]);
      expect(sessionsEnded).toEqual([]);
      expect(lines).toMatchObject([
        { level: info, thingName: serial, msg: 'has to connect again, to show its certificate' },
      ]);
    });

    it.each([
      ['its certificate is not to end', { enforce: 'report' }],
      ['no lifecycle event would name it', { presenceRule: false }],
    ] as const)('is left alone where %s', async (_, rules) => {
      await expect(unknown(rules)).resolves.toEqual({ disconnected: [], sessionsEnded: [], lines: [] });
    });
  });

  it('loses the note that a release before left on the thing, which counts no more', async () => {
    const fleet = await deviceFleet();
    const attributes = { ...dates, rotation_notified: '20261228', own: 'x' };
    fleet.things.set(serial, { attributes, connected: false });
    const { counts } = await attend(fleet, { ...expired, notified: '20261228' });
    expect(counts).toEqual({ found: 1, unreachable: 1, warned: 1 });
    expect(thingOf(fleet).attributes).toEqual({ ...dates, own: 'x' });
    expect([...fleet.active]).toEqual(['A']);
  });

  it('is left alone when it is not due after all', async () => {
    const fleet = await deviceFleet();
    expect(await attend(fleet, due, { day: '2026-12-26' })).toEqual({ counts: {}, lines: [] });
    expect(fleet.warned).toEqual([]);
  });

  it('is reported when it was never connected as it was warned', async () => {
    const fleet = await deviceFleet();
    const { counts, lines } = await attend(fleet, { ...due, connected: false });
    expect(counts).toEqual({ found: 1, unreachable: 1, warned: 1 });
    expect(lines).toMatchObject([
      {
        level: warn,
        thingName: serial,
        msg: 'overdue, and its certificate was never connected when it was warned',
      },
    ]);
  });

  it.each([
    [undefined, 'missing', 'missingDate'],
    ['next year', 'malformed', 'malformedDate'],
    ['20990101', 'future', 'futureDate'],
  ])('is reported with the date that nobody can read: %s is %s', async (issued, date, count) => {
    const fleet = await deviceFleet();
    const found = defined({ thingName: serial, connected: true, issued });
    const { counts, lines } = await attend(fleet, found);
    expect(counts).toEqual({ found: 1, warned: 1, [count]: 1 });
    expect(lines).toMatchObject([
      { level: warn, thingName: serial, date, msg: `cert_issuance is ${date}: treated as due` },
    ]);
    expect(lines).toEqual([expect.objectContaining(defined({ issued }))]);
  });

  it.each([
    ['an error, by its name', new RangeError('AWS IoT is away'), 'RangeError'],
    ['anything else', 'AWS IoT is away', 'unknown'],
  ])('says what failed, with its cause: %s', async (_, failure, reason) => {
    const fleet = await deviceFleet();
    const parts = fleet.parts();
    const tally = new SweepTally();
    jest.spyOn(parts.context.alerts, 'publishRotateCert').mockRejectedValue(failure);
    await attendThing(parts.context, due, sweepEventOn(fleet, '2026-12-27'), tally);
    expect(tally.counts()).toMatchObject({ failed: 1, failures: { [reason]: 1 } });
    expect(fleet.lines).toMatchObject([
      { level: error, thingName: serial, reason, msg: 'a device could not be processed' },
    ]);
    expect(JSON.stringify(fleet.lines)).toContain('AWS IoT is away');
  });
});
