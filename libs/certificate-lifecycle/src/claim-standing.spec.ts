import { adopt } from './adoption';
import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { claimBehind, claimStanding, withdrawUnproven } from './claim-standing';
import type { DeviceRecord } from './device-record';
import { noteDeleted, retire, takeForLost } from './retirement';

const at = new Date('2026-01-01T12:00:00.000Z');
const serial = 'S';
const claim = { certificateId: 'claim', model: 'm', issuedAt: at.toISOString() };

function issued(known: DeviceRecord | undefined, certificateId: string, claimId = 'claim'): DeviceRecord {
  const request = { serial, certificateId, claimCertificateId: claimId, model: 'm', at };
  const { outcome, next } = issueOverClaim(known, request);
  if (next === undefined) {
    throw new Error(JSON.stringify(outcome));
  }
  return next;
}

function proven(known: DeviceRecord, certificateId: string): DeviceRecord {
  return prove(known, { serial, certificateId, source: 'confirmation', at }).next ?? known;
}

function rotated(known: DeviceRecord, certificateId: string, issuedOver: string): DeviceRecord {
  return issueOverCertificate(known, { serial, certificateId, issuedOver, at }).next ?? known;
}

const permitted = (known: DeviceRecord): DeviceRecord => ({
  ...known,
  permits: { reprovision: '2026-02-01T00:00:00.000Z' },
});

describe('a claim', () => {
  it('stands as long as it is on record and nobody has noted that it is revoked', () => {
    expect(claimStanding(claim)).toBe('stands');
    expect(claimStanding({ ...claim, generation: 2 })).toBe('stands');
    expect(claimStanding({ ...claim, revokedAt: claim.issuedAt })).toBe('fallen');
    expect(claimStanding(undefined)).toBe('fallen');
  });

  it('has to stand for the first proof of what was issued over it, with a permit and after it was lost too', () => {
    const first = issued(undefined, 'A');
    expect(claimBehind(first, 'A')).toBe('claim');
    const again = issued(permitted(proven(first, 'A')), 'B');
    expect(claimBehind(again, 'B')).toBe('claim');
    const lost = takeForLost(again, 'B', at).next ?? again;
    expect(claimBehind(retire(lost, ['B'], { at, retainDays: 30 }), 'B')).toBe('claim');
  });

  it('is asked about for nothing else', () => {
    const current = proven(issued(undefined, 'A'), 'A');
    const successor = rotated(current, 'B', 'A');
    const beyond = rotated(successor, 'C', 'B');
    const adoption = { serial, certificateId: 'X', model: 'm', issuedAt: at, at };
    expect(claimBehind(undefined, 'A')).toBeUndefined();
    expect(claimBehind(current, 'A')).toBeUndefined();
    expect(claimBehind(current, 'unknown')).toBeUndefined();
    expect(claimBehind(successor, 'B')).toBeUndefined();
    expect(claimBehind(beyond, 'C')).toBeUndefined();
    expect(claimBehind(adopt(undefined, adoption).next, 'X')).toBeUndefined();
    // It lost its place to another already.
    expect(claimBehind(proven(issued(issued(undefined, 'A'), 'B'), 'A'), 'B')).toBeUndefined();
  });

  it('that has fallen ends what is proven over it then, for good, and takes nothing from the certificate in force', () => {
    const before = issued(permitted(proven(issued(undefined, 'A'), 'A')), 'B');
    const proof = { serial, certificateId: 'B', source: 'confirmation' as const, at };
    const { outcome, next } = prove(before, proof, 'fallen');
    expect(outcome).toEqual({ outcome: 'refused', reason: 'fallen-claim', retire: ['B'] });
    expect(next).toMatchObject({ current: 'A', permits: before.permits });
    expect(prove(next, proof).outcome).toMatchObject({ outcome: 'refused', reason: 'superseded' });
    expect(issueOverCertificate(before, { ...proof, issuedOver: 'B' }, 'fallen').outcome).toEqual({
      outcome: 'refused',
      reason: 'fallen-claim',
    });
  });

  it('that has fallen ends a certificate that was lost once more: AWS IoT may have it attached yet', () => {
    const again = issued(permitted(proven(issued(undefined, 'A'), 'A')), 'B');
    const lost = takeForLost(again, 'B', at).next ?? again;
    const gone = retire(lost, ['B'], { at, retainDays: 30 });
    const proof = { serial, certificateId: 'B', source: 'presence' as const, at };
    expect(prove(gone, proof, 'fallen').outcome).toMatchObject({ outcome: 'refused', retire: ['B'] });
  });
});

describe('withdrawing what a claim has issued', () => {
  it('takes what is not proven, and nothing that is, was, or came over another claim', () => {
    const both = issued(issued(issued(undefined, 'A'), 'B'), 'C', 'other');
    const { outcome, next = both } = withdrawUnproven(both, 'claim', at);
    expect(outcome).toEqual(['A', 'B']);
    expect(next.certificates).toMatchObject([
      { stage: 'superseded', supersededAt: at.toISOString() },
      { stage: 'superseded', supersededAt: at.toISOString() },
      { stage: 'unproven' },
    ]);
    const current = proven(both, 'A');
    expect(withdrawUnproven(proven(rotated(current, 'D', 'A'), 'D'), 'claim', at).outcome).toEqual(['B']);
  });

  it('names again what an interrupted attempt has left, without a write, until it is retired and deleted', () => {
    const one = issued(undefined, 'A');
    const { next = one } = withdrawUnproven(one, 'claim', at);
    expect(withdrawUnproven(next, 'claim', at)).toEqual({ outcome: ['A'] });
    const retired = retire(next, ['A'], { at, retainDays: 0 }) ?? next;
    expect(withdrawUnproven(retired, 'claim', at)).toEqual({ outcome: [] });
    expect(withdrawUnproven(noteDeleted(retired, ['A'], at) ?? retired, 'claim', at)).toEqual({
      outcome: [],
    });
  });
});
