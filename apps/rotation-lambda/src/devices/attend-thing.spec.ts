import { defined } from '@fleet/optional-members';
import { SweepTally } from '../sweep/sweep-counts';
import type { FoundThing } from '../find/found-thing';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, prove, register, serial, sweepEventOn } from '../testing/rotating-device';
import { attendThing } from './attend-thing';
import type { SweepRules } from './sweep-context';

const [info, warn, error] = [30, 40, 50];
const dates: Readonly<Record<string, string>> = { cert_issuance: '20260101', rotation_notified: '20261228' };
const expired: FoundThing = { thingName: serial, issued: '20260101', notified: '20261228', connected: false };

/** A device whose days of grace have passed since it was warned. */
async function expiredDevice(): Promise<FleetInMemory> {
  const fleet = await deviceFleet();
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
  const rotated = async (fleet: FleetInMemory, provenOn: string) => {
    await register(fleet, '2026-12-28');
    await prove(fleet, 'B', provenOn);
  };

  it.each<[string, (fleet: FleetInMemory) => unknown, object]>([
    ['rotated', (fleet) => show(fleet, { cert_issuance: '20270111' }), {}],
    ['no-thing', (fleet) => fleet.things.delete(serial), {}],
    ['no-current-certificate', (fleet) => fleet.registry.forget(serial), { warned: 1 }],
    ['not-expired', (fleet) => show(fleet, { cert_issuance: '20260101' }), { warned: 1 }],
    [
      'not-warned',
      async (fleet) => {
        await rotated(fleet, '2027-01-02');
        show(fleet, dates);
      },
      { warned: 1, firstWarnings: 1 },
    ],
    [
      'renewing',
      async (fleet) => {
        await register(fleet, '2026-12-28');
        await fleet.registry.noteDateWithdrawn(serial, ['B'], new Date('2026-12-29T12:00:00Z'));
        await prove(fleet, 'B', '2027-01-12');
        show(fleet, dates);
      },
      {},
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

  it('may hear a warning over a successor that waits to be proven', async () => {
    const fleet = await expiredDevice();
    await register(fleet, '2027-01-02');
    await fleet.registry.noteDateWithdrawn(serial, ['B'], new Date('2027-01-03T12:00:00Z'));
    fleet.things.set(serial, { attributes: { ...dates }, connected: true });
    const { counts } = await attend(fleet);
    expect(counts).toEqual({ found: 1, expired: 1, deactivated: 1, warned: 1 });
    expect([...fleet.active]).toEqual(['B']);
    expect(fleet.things.get(serial)?.attributes).toEqual(dates);
  });
});

describe('a thing that is due', () => {
  const due: FoundThing = { thingName: serial, issued: '20260101', connected: true };

  it('is warned, which is noted when it can receive that', async () => {
    const fleet = await deviceFleet();
    fleet.things.set(serial, { attributes: { cert_issuance: '20260101' }, connected: true });
    expect(await attend(fleet, due, { day: '2026-12-27' })).toEqual({
      counts: { found: 1, warned: 1, firstWarnings: 1 },
      lines: [],
    });
    expect(fleet.things.get(serial)?.attributes['rotation_notified']).toBe('20261227');
  });

  it('is warned without a note when it has left since it was found', async () => {
    const fleet = await deviceFleet();
    expect(await attend(fleet, due, { day: '2026-12-27' })).toEqual({
      counts: { found: 1, warned: 1 },
      lines: [],
    });
    expect(fleet.things.get(serial)?.attributes).not.toHaveProperty('rotation_notified');
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
      { level: warn, thingName: serial, msg: 'overdue, and never connected when it was warned' },
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
