import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { noteDeleted, retire, takeForLost } from './retirement';
import type { DeviceRecord } from './device-record';
import { agendaAt, choresDue } from './sweep-chores';
import { dropEndedPermits, noteDateRestored, noteDateWithdrawn, noteReinstated } from './sweep-notes';
import { keptFrom } from './testing/retirement';

const start = new Date('2026-01-01T12:00:00.000Z');
const days = (count: number): Date => new Date(start.getTime() + count * 86_400_000);
const rules = { graceDays: 14 };

const serial = 'S';

function provisioned(certificateId: string, at: Date, known?: DeviceRecord): DeviceRecord {
  const request = { serial, certificateId, claimCertificateId: 'claim', model: 'sensor', at };
  return issueOverClaim(known, request).next ?? missing();
}

function rotated(record: DeviceRecord, certificateId: string, at: Date): DeviceRecord {
  const request = { serial, certificateId, issuedOver: record.current ?? '', at };
  return issueOverCertificate(record, request).next ?? missing();
}

function seen(
  record: DeviceRecord,
  certificateId: string,
  at: Date,
  source: 'presence' | 'confirmation' = 'confirmation',
): DeviceRecord {
  return prove(record, { serial, certificateId, source, at }).next ?? record;
}

function missing(): never {
  throw new Error('the rules refused what this test builds on');
}

const first = () => seen(provisioned('A', start), 'A', start);
const kinds = (record: DeviceRecord, at: Date): string[] =>
  choresDue(record, rules, at).map(({ kind }) => kind);

describe('a device with one proven certificate', () => {
  it('is on no agenda', () => {
    expect(agendaAt(first(), rules)).toBeUndefined();
  });

  it('is none either before it is proven: there is nothing to go back to', () => {
    expect(agendaAt(provisioned('A', start), rules)).toBeUndefined();
  });
});

describe('a successor that is not proven', () => {
  const waiting = () => rotated(first(), 'B', days(360));
  const marked = () => takeForLost(seen(waiting(), 'A', days(375)), 'B', days(375)).next ?? missing();

  it('is left alone for a day', () => {
    expect(choresDue(waiting(), rules, days(360.9))).toEqual([]);
    expect(agendaAt(waiting(), rules)).toBe(days(361).toISOString());
  });

  it('then gives the date back to the certificate in force', () => {
    expect(choresDue(waiting(), rules, days(361))).toEqual([
      {
        kind: 'withdraw-date',
        from: days(361).toISOString(),
        certificateIds: ['B'],
        issuedAt: start.toISOString(),
        model: first().model,
      },
    ]);
  });

  it('counts from the oldest whose date may be shown: who asks every day gains no day by it', () => {
    const twice = rotated(waiting(), 'C', days(360.5));
    expect(choresDue(twice, rules, days(360.9))).toEqual([]);
    expect(choresDue(twice, rules, days(361))).toMatchObject([{ certificateIds: ['B', 'C'] }]);
    const withdrawn = noteDateWithdrawn(twice, ['B', 'C'], days(361)) ?? missing();
    const thrice = rotated(withdrawn, 'D', days(361.5));
    expect(choresDue(thrice, rules, days(362))).toEqual([]);
    expect(choresDue(thrice, rules, days(362.5))).toMatchObject([{ certificateIds: ['D'] }]);
  });

  it('gives it back once', () => {
    const withdrawn = noteDateWithdrawn(waiting(), ['B'], days(361)) ?? missing();
    expect(agendaAt(withdrawn, rules)).toBeUndefined();
    expect(noteDateWithdrawn(withdrawn, ['B'], days(362))).toBeUndefined();
  });

  it('gets its date again when it is proven late', () => {
    const late = seen(noteDateWithdrawn(waiting(), ['B'], days(361)) ?? missing(), 'B', days(365));
    const issuedAt = days(360).toISOString();
    expect(choresDue(late, rules, days(365))).toContainEqual({
      kind: 'restore-date',
      from: issuedAt,
      certificateId: 'B',
      issuedAt,
      model: first().model,
    });
    expect(kinds(noteDateRestored(late, 'B') ?? missing(), days(365))).toEqual(['retire']);
  });

  it('has its date withdrawn again, when it is registered again', () => {
    const withdrawn = noteDateWithdrawn(waiting(), ['B'], days(361)) ?? missing();
    const again = { serial, certificateId: 'B', issuedOver: 'A', at: days(362) };
    expect(kinds(issueOverCertificate(withdrawn, again).next ?? missing(), days(362))).toEqual([
      'withdraw-date',
    ]);
  });

  it('counts as lost only when grace has passed and the certificate before it was seen since', () => {
    expect(kinds(waiting(), days(400))).not.toContain('retire-lost');
    expect(kinds(seen(waiting(), 'A', days(370)), days(400))).not.toContain('retire-lost');
    expect(kinds(seen(waiting(), 'A', days(374)), days(400))).not.toContain('retire-lost');
    const lost = seen(waiting(), 'A', days(375));
    expect(choresDue(lost, rules, days(375))).toContainEqual({
      kind: 'retire-lost',
      from: days(374).toISOString(),
      certificateId: 'B',
    });
  });

  it('that was lost comes back when it carries a connection after all, and is made active again', () => {
    const lost = retire(marked(), ['B'], keptFrom(days(375)));
    const { outcome, next } = prove(lost, {
      serial,
      certificateId: 'B',
      source: 'confirmation',
      at: days(376),
    });
    expect(outcome).toMatchObject({ outcome: 'moved', previous: 'A', reinstate: 'B', retire: ['A'] });
    const back = next ?? missing();
    expect(choresDue(back, rules, days(376))).toContainEqual({
      kind: 'reinstate',
      from: days(360).toISOString(),
      certificateId: 'B',
    });
    expect(kinds(noteReinstated(back, 'B') ?? missing(), days(376))).not.toContain('reinstate');
  });

  it('that is proven while a sweep makes it inactive is made active again as well', () => {
    const proven = seen(marked(), 'B', days(375));
    expect(proven.current).toBe('B');
    expect(retire(proven, ['B'], keptFrom(days(375)))).toBeUndefined();
    expect(kinds(proven, days(375))).toContain('reinstate');
  });

  it('that was lost and deleted comes back no more', () => {
    const lost = retire(marked(), ['B'], keptFrom(days(375)));
    const gone = noteDeleted(lost ?? missing(), ['B'], days(405));
    const late = prove(gone, { serial, certificateId: 'B', source: 'confirmation', at: days(406) });
    expect(late.outcome).toMatchObject({ outcome: 'refused', reason: 'superseded' });
  });
});

describe('a device that never confirms', () => {
  const silent = () => seen(rotated(first(), 'B', days(360)), 'B', days(361), 'presence');

  it('keeps the certificate before, until that has been silent for a day', () => {
    expect(kinds(silent(), days(362))).toEqual([]);
    expect(choresDue(silent(), rules, days(362.1))).toMatchObject([
      { kind: 'retire', certificateId: 'A', unlessConnected: false },
    ]);
  });

  it('keeps it for a day more each time that it carries a connection', () => {
    const back = seen(silent(), 'A', days(361.8), 'presence');
    expect(kinds(back, days(362.5))).toEqual([]);
    // It was the last to be seen: its connection may be standing.
    expect(choresDue(back, rules, days(362.9))).toMatchObject([{ kind: 'retire', unlessConnected: true }]);
  });

  it('does not keep it for ever, whoever still uses it, when the new one is used after the days of grace', () => {
    const used = seen(seen(silent(), 'A', days(376), 'presence'), 'B', days(376.2), 'presence');
    expect(choresDue(used, rules, days(376.3))).toMatchObject([
      { kind: 'retire', certificateId: 'A', unlessConnected: false },
    ]);
  });
});

describe('a certificate that is superseded for good', () => {
  it('is retired by the next sweep where the proof handler could not', () => {
    const moved = seen(rotated(first(), 'B', days(360)), 'B', days(360.1));
    expect(choresDue(moved, rules, days(360.1))).toMatchObject([{ kind: 'retire', certificateId: 'A' }]);
  });

  it('is deleted when it has been kept for long enough', () => {
    const moved = seen(rotated(first(), 'B', days(360)), 'B', days(360));
    const retired = retire(moved, ['A'], keptFrom(days(360))) ?? missing();
    expect(kinds(retired, days(389))).toEqual([]);
    expect(choresDue(retired, rules, days(390))).toMatchObject([{ kind: 'delete', certificateId: 'A' }]);
    expect(agendaAt(noteDeleted(retired, ['A'], days(390)) ?? missing(), rules)).toBeUndefined();
  });
});

describe('a device whose registrations fail behind the hook', () => {
  const many = Array.from({ length: 14 }, (_, n) => `U${n}`);
  const stuck = () =>
    many.reduce<DeviceRecord | undefined>((record, id) => provisioned(id, start, record), undefined);

  it('is not locked out: the oldest give way, and are retired and deleted by the next sweeps', () => {
    const record = stuck() ?? missing();
    expect(choresDue(record, rules, start).map(({ kind }) => kind)).toEqual(['retire', 'retire']);
    const retired = retire(record, ['U0', 'U1'], keptFrom(start)) ?? missing();
    expect(choresDue(retired, rules, start)).toMatchObject([
      { kind: 'delete', certificateId: 'U0' },
      { kind: 'delete', certificateId: 'U1' },
    ]);
    expect(seen(retired, 'U13', start).current).toBe('U13');
    expect(
      prove(retired, { serial, certificateId: 'U0', source: 'confirmation', at: start }).outcome,
    ).toMatchObject({ outcome: 'refused', reason: 'superseded' });
  });
});

describe('a permit to rotate', () => {
  const permitted = () => ({ ...first(), permits: { rotate: days(11).toISOString() } });

  it('is on the agenda at once, until it has ended', () => {
    expect(choresDue(permitted(), rules, days(10))).toEqual([
      { kind: 'tell-of-permit', from: start.toISOString(), until: days(11).toISOString() },
    ]);
    expect(dropEndedPermits(permitted(), days(10))).toBeUndefined();
    expect(dropEndedPermits(permitted(), days(11))?.permits).toEqual({});
  });

  it('is no order for a device that is blocked', () => {
    const chores = choresDue({ ...permitted(), state: 'blocked' }, rules, days(10));
    expect(chores.map(({ kind }) => kind)).not.toContain('tell-of-permit');
  });
});
