import fc from 'fast-check';
import { chores } from './sweep-chores';
import { before, deviceWith } from './testing/device-with';

const rules = { graceDays: 14 };
const hours = (count: number): string => new Date(Date.parse(before) + count * 3_600_000).toISOString();

/** A device whose certificate A follows O, which was in force before it. */
const followed = { certificateId: 'O', provenAt: before };
const following = { succeeds: 'O', provenAt: hours(100) };

describe('a certificate that has lost its place', () => {
  it('is retired from the moment in which another took it, once that is confirmed', () => {
    const device = deviceWith(followed, { ...following, confirmedAt: hours(200) });
    expect(chores(device, rules)).toEqual([
      { kind: 'retire', certificateId: 'O', from: hours(100), unlessConnected: false },
    ]);
  });

  it('is retired from the moment in which there were too many, if that is why it lost it', () => {
    const tooMany = { certificateId: 'B', succeeds: 'A', supersededAt: hours(150) };
    expect(chores(deviceWith(following, tooMany), rules)).toEqual([
      { kind: 'retire', certificateId: 'B', from: hours(150), unlessConnected: false },
    ]);
  });

  it('is retired from its issue on where none is in force, also if it once was', () => {
    const { current: _none, ...device } = deviceWith({ ...following, issuedAt: hours(90) });
    expect(chores(device, rules)).toEqual([
      { kind: 'retire', certificateId: 'A', from: hours(90), unlessConnected: false },
    ]);
  });
});

describe('a certificate whose successor never confirms', () => {
  const retirement = (from: string, unlessConnected = false) => [
    { kind: 'retire', certificateId: 'O', from, unlessConnected },
  ];

  it('is silent for a day from the proof of its successor, when it was never seen itself, as an adopted one', () => {
    expect(chores(deviceWith(followed, following), rules)).toEqual(retirement(hours(100 + 25)));
  });

  it('is retired for its silence alone while the days of grace last, however much its successor is used', () => {
    const used = { ...following, lastSeenAt: hours(130) };
    const silent = { ...followed, lastSeenAt: hours(120) };
    expect(chores(deviceWith(silent, used), rules)).toEqual(retirement(hours(120 + 25)));
  });

  it('may be carrying a connection, when it was seen no earlier than its successor', () => {
    const lastSeenAt = hours(120);
    for (const [seen, isLast] of [
      [hours(119), true],
      [hours(120), true],
      [hours(121), false],
    ] as const) {
      const device = deviceWith({ ...followed, lastSeenAt }, { ...following, lastSeenAt: seen });
      expect(chores(device, rules)).toEqual(retirement(hours(120 + 25), isLast));
    }
  });
});

describe('a certificate whose successor never confirms, whoever was seen when', () => {
  const hour = fc.integer({ min: 100, max: 800 });
  const seen = fc.option(hour, { nil: undefined });

  it('goes after a day of silence, or after the days of grace if its successor is used then, and not before', () => {
    fc.assert(
      fc.property(seen, seen, (old, recent) => {
        const lastSeenOf = (at: number | undefined) => (at === undefined ? {} : { lastSeenAt: hours(at) });
        const device = deviceWith(
          { ...followed, ...lastSeenOf(old) },
          { ...following, ...lastSeenOf(recent) },
        );
        const silent = Math.max(100, old ?? 0) + 25;
        const settled = 100 + rules.graceDays * 24;
        const isUsed = recent !== undefined && recent > settled;
        const from = hours(isUsed ? Math.min(silent, settled) : silent);
        expect(chores(device, rules)).toMatchObject([{ kind: 'retire', certificateId: 'O', from }]);
      }),
    );
  });
});

describe('a device that rests', () => {
  it('has no chore at all', () => {
    expect(chores(deviceWith({ provenAt: before, confirmedAt: before }), rules)).toEqual([]);
  });

  it('has none for a successor but to withdraw its date, while the certificate in force is not seen again', () => {
    const successor = { certificateId: 'B', issuedOver: 'A', succeeds: 'A', issuedAt: hours(300) };
    expect(chores(deviceWith({ provenAt: before }, successor), rules)).toEqual([
      { kind: 'withdraw-date', from: hours(324), certificateIds: ['B'], issuedAt: before, model: 'sensor' },
    ]);
  });
});
