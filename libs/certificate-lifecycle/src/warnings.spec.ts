import { prove } from './certificate-life';
import { certificateInForce, type DeviceRecord } from './device-record';
import type { StoredCertificate } from './stored-record';
import { deviceWith } from './testing/device-with';
import { forgetWarnings, noteDue, noteWarned } from './warnings';

const dueFrom = new Date('2026-12-27T00:00:00.000Z');
const at = new Date('2026-12-27T03:00:00.000Z');
const now = at.toISOString();
const earlier = '2026-12-26T23:59:59.999Z';

/** A is in force, B was issued over it. */
function device(marks: Partial<StoredCertificate> = {}): DeviceRecord {
  return deviceWith(marks, { certificateId: 'B', succeeds: 'A' });
}

describe('that sweeps warn of a certificate', () => {
  it('is noted of the one in force, once', () => {
    const noted = noteDue(device(), 'A', { dueFrom, at });
    expect(noted).toEqual(device({ dueNotedAt: now }));
    expect(noteDue(device({ dueNotedAt: now }), 'A', { dueFrom, at })).toBeUndefined();
    expect(noteDue(device(), 'B', { dueFrom, at })).toBeUndefined();
  });

  it.each([
    [dueFrom.toISOString(), 'counts', undefined],
    [earlier, 'was about another date and is forgotten', device({ dueNotedAt: now })],
  ])('leaves a warning heard at %s, which %s', (warnedAt, _, expected) => {
    const warned = device({ dueNotedAt: earlier, comesSince: earlier, warnedAt });
    expect(noteDue(warned, 'A', { dueFrom, at })).toEqual(expected);
  });

  it('is noted with the turn of its device, and without one where that is at once', () => {
    const noted = noteDue(device(), 'A', { dueFrom, at, turnSeconds: 90 });
    expect(noted).toEqual(device({ dueNotedAt: now, turnSeconds: 90 }));
    expect(noteDue(device(), 'A', { dueFrom, at, turnSeconds: 0 })).toEqual(device({ dueNotedAt: now }));
  });

  it('is noted with another turn where it was about another date', () => {
    const before = device({ dueNotedAt: earlier, turnSeconds: 90, warnedAt: earlier });
    expect(noteDue(before, 'A', { dueFrom, at, turnSeconds: 5 })).toEqual(
      device({ dueNotedAt: now, turnSeconds: 5 }),
    );
    expect(noteDue(before, 'A', { dueFrom, at })).toEqual(device({ dueNotedAt: now }));
  });

  it('is noted nowhere where none is in force', () => {
    const { current: _current, ...unproven } = device();
    expect(certificateInForce(unproven)).toBeUndefined();
    expect(certificateInForce(undefined)).toBeUndefined();
    expect(noteDue(unproven, 'A', { dueFrom, at })).toBeUndefined();
  });
});

describe('that a certificate was there for a warning', () => {
  it('is noted of the one in force that sweeps warn of, the first time', () => {
    expect(noteWarned(device({ dueNotedAt: now }), 'A', at)).toEqual(
      device({ dueNotedAt: now, warnedAt: now }),
    );
    expect(noteWarned(device({ dueNotedAt: now, warnedAt: now }), 'A', at)).toBeUndefined();
  });

  it.each([
    ['that sweeps do not warn of', device(), 'A'],
    ['that is not in force', device({ dueNotedAt: now }), 'B'],
    ['that nobody knows', device({ dueNotedAt: now }), 'C'],
  ])('is not noted of one %s', (_, record, certificateId) => {
    expect(noteWarned(record, certificateId, at)).toBeUndefined();
  });

  it('is forgotten with the date that it was about, so that the days of grace begin anew', () => {
    expect(forgetWarnings(device({ dueNotedAt: now, warnedAt: now }))).toEqual(device());
    expect(forgetWarnings(device({ dueNotedAt: now, turnSeconds: 9, comesSince: now }))).toEqual(device());
    expect(forgetWarnings(device())).toBeUndefined();
  });
});

describe('a connection that is proven', () => {
  const proof = { serial: 'S', certificateId: 'A', source: 'presence', at } as const;

  it('says of a certificate that sweeps warn of whether it has heard a warning', () => {
    expect(prove(device(), proof).outcome).not.toHaveProperty('due');
    expect(prove(device({ dueNotedAt: now }), proof).outcome).toMatchObject({ due: {} });
    const warned = device({ dueNotedAt: now, warnedAt: now });
    expect(prove(warned, { ...proof, source: 'confirmation' }).outcome).toMatchObject({
      outcome: 'already-current',
      due: { warnedAt: now },
    });
  });

  it('says how long its device still waits for its turn, from the first connection on', () => {
    const minutesLater = (minutes: number) => ({ ...proof, at: new Date(at.getTime() + minutes * 60_000) });
    const { outcome, next } = prove(device({ dueNotedAt: now, turnSeconds: 600 }), minutesLater(1));
    expect(outcome).toMatchObject({ due: { startsInSeconds: 600 } });
    expect(prove(next, minutesLater(3)).outcome).toMatchObject({ due: { startsInSeconds: 480 } });
    expect(prove(next, minutesLater(11)).outcome).toMatchObject({ due: {} });
    expect(prove(next, minutesLater(11)).outcome).not.toHaveProperty('due.startsInSeconds');
  });

  it('says so also of the first one, where word of it comes late', () => {
    const late = { ...proof, at: new Date(at.getTime() + 300_000), seenAt: at };
    const { outcome } = prove(device({ dueNotedAt: now, turnSeconds: 600 }), late);
    expect(outcome).toMatchObject({ due: { startsInSeconds: 300 } });
  });

  it('says nothing of the kind when it is another certificate’s', () => {
    const record = device({ dueNotedAt: now });
    expect(prove(record, { ...proof, certificateId: 'B' }).outcome).not.toHaveProperty('due');
    expect(prove({ ...record, state: 'blocked' }, proof).outcome).not.toHaveProperty('due');
  });

  const begin = (minutes: number) => new Date(at.getTime() + minutes * 60_000);

  it('is noted with the moment of its beginning, and another within the hour is not', () => {
    const first = prove(device({ lastSeenAt: now }), { ...proof, connectedAt: begin(1) }).next;
    expect(certificateInForce(first)).toMatchObject({ connectedAt: begin(1).toISOString() });
    expect(prove(first, { ...proof, connectedAt: begin(60) }).next).toBeUndefined();
    const second = prove(first, { ...proof, connectedAt: begin(61) }).next;
    expect(certificateInForce(second)).toMatchObject({
      lastSeenAt: now,
      connectedAt: begin(61).toISOString(),
    });
  });

  it('is noted each time while a warning waits to be heard, as the hourly note is never of the connection that is there', () => {
    const first = prove(device({ dueNotedAt: now, comesSince: now, lastSeenAt: now }), {
      ...proof,
      connectedAt: begin(1),
    }).next;
    const second = prove(first, { ...proof, connectedAt: begin(2) }).next;
    expect(certificateInForce(second)).toMatchObject({ connectedAt: begin(2).toISOString() });
    expect(prove(second, { ...proof, connectedAt: begin(1) }).next).toBeUndefined();
  });

  it.each(['presence', 'confirmation'] as const)(
    'by %s is the first of those on which a warning may have been missed, and no later one is',
    (source) => {
      const due = device({ dueNotedAt: now, confirmedAt: earlier, lastSeenAt: now });
      const first = prove(due, { ...proof, source, at: begin(1) }).next;
      expect(certificateInForce(first)).toMatchObject({ comesSince: begin(1).toISOString() });
      expect(prove(first, { ...proof, source, at: begin(2) }).next).toBeUndefined();
    },
  );

  it.each([
    ['that is not due', device({ lastSeenAt: now })],
    ['that was there for a warning', device({ dueNotedAt: now, warnedAt: now, lastSeenAt: now })],
    ['that was found due since', device({ dueNotedAt: begin(2).toISOString(), lastSeenAt: now })],
  ])('is none of these for a certificate %s', (_, record) => {
    expect(prove(record, { ...proof, at: begin(1) }).next).toBeUndefined();
  });
});
