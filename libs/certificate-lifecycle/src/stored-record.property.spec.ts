import fc from 'fast-check';
import { adopt } from './adoption';
import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { movable } from './certificate-standing';
import { withdrawUnproven } from './claim-standing';
import { certificateInForce, type DeviceRecord } from './device-record';
import { block, grantPermit, unblock } from './operator-decisions';
import { noteDeleted, retire, takeForLost } from './retirement';
import { recordFrom, storedRecord, type StoredRecord } from './stored-record';
import { chores } from './sweep-chores';
import { noteBlockEnforced, noteDateRestored, noteDateWithdrawn, noteReinstated } from './sweep-notes';
import { anyRecord, certificateIds, moment, writtenRecord } from './testing/stored-records';
import { forgetWarnings, giveTime, noteDue, noteWarned } from './warnings';

const serial = 'S';

/** Everything that can become of a record, by the name of the rule. */
function transitions(id: string, other: string, at: Date) {
  const kept = { at, retainDays: 30 };
  const due = { dueFrom: at, at };
  const over = { serial, certificateId: other, at };
  const seen = { serial, certificateId: id, at, connectedAt: at } as const;
  const rules: Readonly<Record<string, (record: DeviceRecord) => DeviceRecord | undefined>> = {
    provision: (record) =>
      issueOverClaim(record, { ...over, claimCertificateId: 'claim', model: 'sensor' }).next,
    rotate: (record) => issueOverCertificate(record, { ...over, issuedOver: id }).next,
    'rotate anew': (record) =>
      issueOverCertificate(record, { ...over, certificateId: 'E', issuedOver: id }).next,
    confirm: (record) => prove(record, { ...seen, source: 'confirmation' }).next,
    'be present': (record) => prove(record, { ...seen, source: 'presence' }).next,
    'be present over a fallen claim': (record) =>
      prove(record, { ...seen, source: 'presence' }, 'fallen').next,
    'lose the claim': (record) => withdrawUnproven(record, 'claim', at).next,
    retire: (record) => retire(record, [id, other], kept),
    'take for lost': (record) => takeForLost(record, id, at).next,
    reinstate: (record) => noteReinstated(record, id),
    delete: (record) => noteDeleted(record, [id, other], at),
    'withdraw dates': (record) => noteDateWithdrawn(record, [id], at),
    'restore a date': (record) => noteDateRestored(record, id),
    'be due': (record) => noteDue(record, id, due),
    'be warned': (record) => noteWarned(record, id, at),
    'forget warnings': forgetWarnings,
    'give time': (record) => giveTime(record, at),
    block: (record) => block(record, serial, { at }).next,
    unblock,
    'enforce a block': (record) => noteBlockEnforced(record, at),
    permit: (record) => grantPermit(record, { kind: 'reprovision', expiresAt: at }),
    adopt: (record) => adopt(record, { serial, certificateId: id, model: 'sensor', issuedAt: at, at }).next,
  };
  return rules;
}

const ruleNames = Object.keys(transitions('A', 'B', new Date(0)));
const step = fc.record({
  rule: fc.constantFrom(...ruleNames),
  id: fc.constantFrom(...certificateIds),
  other: fc.constantFrom(...certificateIds),
  at: moment.map((each) => new Date(each)),
});

function taken(
  record: DeviceRecord,
  { rule, id, other, at }: typeof step extends fc.Arbitrary<infer T> ? T : never,
) {
  return transitions(id, other, at)[rule]?.(record) ?? record;
}

/** What a newer release has added to a record and its certificates. */
function addedTo({ certificates, ...record }: StoredRecord | DeviceRecord) {
  const pick = (each: object) =>
    Object.entries(each).filter(([name]) => name === 'ofTheNext' || name === 'more');
  return [pick(record), ...certificates.map((each) => [each.certificateId, pick(each)])];
}

describe('a record that any release has written', () => {
  it('is the same when it is read and written', () => {
    fc.assert(
      fc.property(writtenRecord, (stored) => {
        expect(storedRecord(recordFrom(stored))).toEqual(stored);
      }),
    );
  });

  it('keeps what a newer one has added, through every rule', () => {
    fc.assert(
      fc.property(writtenRecord, step, (stored, next) => {
        const after = taken(recordFrom(stored), next);
        expect(addedTo(after).slice(0, 1 + certificateIds.length)).toEqual(addedTo(stored));
      }),
    );
  });
});

describe('whatever somebody has made of a record', () => {
  it('what it has come to by any rules is read as it was written', () => {
    fc.assert(
      fc.property(anyRecord, fc.array(step, { maxLength: 6 }), (stored, steps) => {
        let record = recordFrom(stored);
        for (const next of steps) {
          record = taken(record, next);
          expect(recordFrom(storedRecord(record))).toEqual(record);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('the certificate that it names stays in force, and no sweep takes that out of service', () => {
    fc.assert(
      fc.property(anyRecord, (stored) => {
        const record = recordFrom(stored);
        expect(record.current).toBe(stored.current);
        const isOnRecord = stored.certificates.some(({ certificateId }) => certificateId === stored.current);
        expect(certificateInForce(record)?.certificateId).toBe(isOnRecord ? stored.current : undefined);
        const going = chores({ ...record, state: 'active' }, { graceDays: 1 }).filter(({ kind }) =>
          ['retire', 'retire-lost', 'delete'].includes(kind),
        );
        expect(going).not.toContainEqual(expect.objectContaining({ certificateId: stored.current }));
      }),
    );
  });

  it('none gains the place in force that was proven once, has lost its place, or is gone', () => {
    fc.assert(
      fc.property(anyRecord, (stored) => {
        const record = recordFrom(stored);
        stored.certificates.forEach(({ provenAt, supersededAt, deletedAt, retiredAt, lostAt }, index) => {
          const isRetired = retiredAt !== undefined && lostAt === undefined;
          const isOut = isRetired || [provenAt, supersededAt, deletedAt].some((each) => each !== undefined);
          const certificate = record.certificates[index];
          expect(isOut && certificate !== undefined && movable(record, certificate) !== undefined).toBe(
            false,
          );
        });
      }),
    );
  });

  it('no days of grace have begun without the evidence for them', () => {
    fc.assert(
      fc.property(anyRecord, (stored) => {
        const { warnedAt, dueNotedAt } = certificateInForce(recordFrom(stored)) ?? {};
        expect(warnedAt !== undefined && dueNotedAt === undefined).toBe(false);
      }),
    );
  });
});
