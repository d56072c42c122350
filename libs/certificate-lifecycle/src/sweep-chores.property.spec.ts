import fc from 'fast-check';
import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { certificateInForce, type DeviceRecord } from './device-record';
import type { IssuedCertificate } from './issued-certificate';
import { storedCertificate } from './stored-record';
import { noteDeleted, retire, takeForLost } from './retirement';
import { agendaAt, chores, choresDue, type Chore } from './sweep-chores';
import {
  dropEndedPermits,
  noteBlockEnforced,
  noteDateRestored,
  noteDateWithdrawn,
  noteReinstated,
} from './sweep-notes';

const serial = 'S';
const start = new Date('2026-01-01T12:00:00.000Z');
const days = (count: number): Date => new Date(start.getTime() + count * 86_400_000);
const rules = { graceDays: 14 };
const retainDays = 30;

/** What can happen to a device that has a proven certificate, `after` so many days. */
type Step = { readonly after: number } & (
  | { readonly do: 'rotate' | 'sweep' }
  /** Also with one that is taken for lost: its proof was on its way. */
  | { readonly do: 'connect'; readonly which: number; readonly confirms: boolean }
  /** Somebody takes a certificate out of service by hand, the one in force included. */
  | { readonly do: 'take-out'; readonly which: number }
);

const after = fc.integer({ min: 0, max: 20 });
const which = fc.nat(6);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ after, do: fc.constantFrom('rotate' as const, 'sweep' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ after, do: fc.constant('connect' as const), which, confirms: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ after, do: fc.constant('take-out' as const), which }) },
);

function missing(): never {
  throw new Error('the rules refused what this test builds on');
}

function seen(record: DeviceRecord, certificateId: string, at: Date, source: 'confirmation' | 'presence') {
  return prove(record, { serial, certificateId, source, at }).next ?? record;
}

function provisioned(): DeviceRecord {
  const request = { serial, certificateId: 'A', claimCertificateId: 'claim', model: 'sensor', at: start };
  return seen(issueOverClaim(undefined, request).next ?? missing(), 'A', start, 'confirmation');
}

function done(record: DeviceRecord, chore: Chore, at: Date): DeviceRecord | undefined {
  switch (chore.kind) {
    case 'retire':
      return retire(record, [chore.certificateId], { at, retainDays });
    case 'retire-lost':
      return retire(takeForLost(record, chore.certificateId, at).next ?? record, [chore.certificateId], {
        at,
        retainDays,
      });
    case 'enforce-block':
      return noteBlockEnforced(record, at);
    case 'reinstate':
      return noteReinstated(record, chore.certificateId);
    case 'delete':
      return noteDeleted(record, [chore.certificateId], at);
    case 'withdraw-date':
      return noteDateWithdrawn(record, chore.certificateIds, at);
    case 'restore-date':
      return noteDateRestored(record, chore.certificateId);
    case 'tell-of-permit':
      return dropEndedPermits(record, at);
  }
}

function sweep(record: DeviceRecord, at: Date): DeviceRecord {
  return choresDue(record, rules, at).reduce((swept, chore) => done(swept, chore, at) ?? swept, record);
}

function chosen(certificates: readonly IssuedCertificate[], which: number): string | undefined {
  return certificates[which % certificates.length]?.certificateId;
}

function taken(record: DeviceRecord, next: Step, issued: number, at: Date): DeviceRecord {
  switch (next.do) {
    case 'sweep':
      return sweep(record, at);
    case 'rotate': {
      const over = record.current ?? missing();
      const request = { serial, certificateId: `R${issued}`, issuedOver: over, at };
      return issueOverCertificate(record, request).next ?? record;
    }
    case 'connect': {
      const usable = record.certificates.filter(
        ({ service, lostAt }) => service === 'in-service' || lostAt !== undefined,
      );
      const certificateId = chosen(usable, next.which);
      const source = next.confirms ? 'confirmation' : 'presence';
      return certificateId === undefined ? record : seen(record, certificateId, at, source);
    }
    case 'take-out': {
      const certificateId = chosen(record.certificates, next.which) ?? missing();
      return retire(record, [certificateId], { at, retainDays }) ?? record;
    }
  }
}

interface Moment {
  readonly before: DeviceRecord;
  readonly step: Step;
  readonly record: DeviceRecord;
  readonly at: Date;
}

/** The successor never confirms, and is used after the days of grace; or the old one is, in the same moment. */
const neverConfirmed: readonly Step[] = [
  { after: 1, do: 'rotate' },
  { after: 0, do: 'connect', which: 1, confirms: false },
];
const neverConfirmedAndThen: [Step[]][] = [
  [[...neverConfirmed, { after: 20, do: 'connect', which: 1, confirms: false }]],
  [[...neverConfirmed, { after: 0, do: 'connect', which: 0, confirms: false }]],
];

/** Plays histories, and hands every record on the way to `check`. */
function everywhere(check: (moment: Moment) => void): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let [record, day] = [provisioned(), 0];
      steps.forEach((next, index) => {
        day += next.after;
        const [before, at] = [record, days(day)];
        record = taken(before, next, index, at);
        check({ before, step: next, record, at });
      });
    }),
    { numRuns: 150, examples: neverConfirmedAndThen },
  );
}

const currentOf = (record: DeviceRecord) => certificateInForce(record) ?? missing();

describe('over any history', () => {
  it('the agenda has a record as soon as it has a chore, and sweeps leave none undone', () => {
    everywhere(({ record, at }) => {
      const from = agendaAt(record, rules);
      const isOnAgenda = from !== undefined && from <= at.toISOString();
      expect(isOnAgenda).toBe(choresDue(record, rules, at).length > 0);
      // What a chore leads to (a deletion, after a retirement of what was never in use) is the next sweep's.
      expect(choresDue(sweep(sweep(record, at), at), rules, at)).toEqual([]);
    });
  });

  it('no sweep retires or deletes the certificate in force, whoever noted what about it', () => {
    everywhere(({ record }) => {
      for (const chore of chores(record, rules)) {
        if (chore.kind === 'retire' || chore.kind === 'retire-lost' || chore.kind === 'delete') {
          expect(chore.certificateId).not.toBe(record.current);
        }
      }
    });
  });

  it('a certificate that comes into force is neither retired nor to be deleted, whatever was believed of it', () => {
    everywhere(({ before, record }) => {
      if (record.current === before.current) {
        return;
      }
      expect(currentOf(record)).not.toHaveProperty('retiredAt');
      expect(currentOf(record)).not.toHaveProperty('retainUntil');
    });
  });

  it('a successor counts as lost only when the certificate before it was seen after the days of grace', () => {
    everywhere(({ record, at }) => {
      for (const chore of choresDue(record, rules, at)) {
        if (chore.kind !== 'retire-lost') {
          continue;
        }
        const lost =
          record.certificates.find((each) => each.certificateId === chore.certificateId) ?? missing();
        const graceEnd = new Date(Date.parse(lost.issuedAt) + rules.graceDays * 86_400_000).toISOString();
        expect(chore.from).toBe(graceEnd);
        const { lastSeenAt = missing() } = currentOf(record);
        expect(lastSeenAt > graceEnd).toBe(true);
      }
    });
  });

  it('what carried a connection, or may be about to, is kept for as long as the fleet says; the rest not at all', () => {
    everywhere(({ before, record, at }) => {
      for (const { certificateId, retiredAt, provenAt, lostAt, retainUntil } of record.certificates.map(
        storedCertificate,
      )) {
        const was = before.certificates.find((each) => each.certificateId === certificateId)?.service;
        if (retiredAt === undefined || was !== 'in-service') {
          continue;
        }
        const isKept = provenAt !== undefined || lostAt !== undefined;
        const until = new Date(at.getTime() + (isKept ? retainDays : 0) * 86_400_000);
        expect(retainUntil).toBe(until.toISOString());
      }
    });
  });

  it('a successor that is used never makes its predecessor stay for longer', () => {
    everywhere(({ before, step: next, record }) => {
      if (next.do !== 'connect' || record.current !== before.current) {
        return;
      }
      if (currentOf(before).lastSeenAt === currentOf(record).lastSeenAt) {
        return;
      }
      const retirements = (of: DeviceRecord) =>
        chores(of, rules).flatMap((chore) => (chore.kind === 'retire' ? [chore] : []));
      for (const { certificateId, from } of retirements(before)) {
        const now = retirements(record).find((each) => each.certificateId === certificateId) ?? missing();
        expect(now.from <= from).toBe(true);
      }
    });
  });

  it('the last to be seen is not retired while its device is connected, nor one that was seen as lately', () => {
    everywhere(({ record }) => {
      const { lastSeenAt: lastSeen = missing() } = currentOf(record);
      for (const chore of chores(record, rules)) {
        if (chore.kind !== 'retire') {
          continue;
        }
        const going =
          record.certificates.find((each) => each.certificateId === chore.certificateId) ?? missing();
        const isSilenceAlone = chore.from > lastSeen && currentOf(record).confirmedAt === undefined;
        if (going.stage !== 'proven' || !isSilenceAlone) {
          continue;
        }
        expect(chore.unlessConnected).toBe((going.lastSeenAt ?? missing()) >= lastSeen);
      }
    });
  });
});
