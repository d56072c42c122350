import { awaitsProof, retirable } from './certificate-standing';
import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { maximumKept, maximumOutstanding } from './issuance';
import { maximumDeleted, noteDeleted, retire } from './retirement';
import { storedRecord } from './stored-record';
import { emptyRecord, findCertificate, type DeviceRecord } from './device-record';
import { keptFrom } from './testing/retirement';

const noon = new Date('2026-01-01T12:00:00.000Z');
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);

function provision(record: DeviceRecord | undefined, certificateId: string, at = noon, model = 'sensor') {
  return issueOverClaim(record, { serial: 'S', certificateId, claimCertificateId: 'claim', model, at });
}

function provisioned(record: DeviceRecord | undefined, certificateId: string, at = noon): DeviceRecord {
  const { outcome } = provision(record, certificateId, at);
  if (outcome.outcome !== 'recorded') {
    throw new Error(`refused: ${outcome.reason}`);
  }
  return outcome.record;
}

function rotate(record: DeviceRecord | undefined, issuedOver: string, certificateId: string, at = noon) {
  return issueOverCertificate(record, { serial: 'S', certificateId, issuedOver, at });
}

function rotated(record: DeviceRecord, issuedOver: string, certificateId: string, at = noon): DeviceRecord {
  const { outcome } = rotate(record, issuedOver, certificateId, at);
  if (outcome.outcome !== 'recorded') {
    throw new Error(`refused: ${outcome.reason}`);
  }
  return outcome.record;
}

type Source = 'confirmation' | 'presence';

function proof(
  record: DeviceRecord | undefined,
  certificateId: string,
  source: Source = 'confirmation',
  at = noon,
) {
  return prove(record, { serial: 'S', certificateId, source, at });
}

function proven(record: DeviceRecord, certificateId: string, source: Source = 'confirmation', at = noon) {
  return proof(record, certificateId, source, at).next ?? record;
}

/** A device whose certificate A is current and confirmed. */
const settled = (): DeviceRecord => proven(provisioned(undefined, 'A'), 'A');
const permitted = (): DeviceRecord => ({ ...settled(), permits: { reprovision: later(1).toISOString() } });
const unknown = (): DeviceRecord | undefined => undefined;
const blocked = (): DeviceRecord => ({ ...settled(), state: 'blocked' });

describe('a certificate asked for over a claim', () => {
  it('is recorded for a serial nobody has seen, which is of our making from then on', () => {
    expect(storedRecord(provisioned(undefined, 'A'))).toEqual({
      serial: 'S',
      state: 'active',
      model: 'sensor',
      firstIssuedAt: '2026-01-01T12:00:00.000Z',
      certificates: [
        { certificateId: 'A', issuedOver: 'claim', model: 'sensor', issuedAt: '2026-01-01T12:00:00.000Z' },
      ],
      permits: {},
      version: 0,
    });
  });

  it('is recorded beside another that is not proven yet', () => {
    const record = provisioned(provisioned(undefined, 'A'), 'B');
    expect(record.certificates.map(({ certificateId }) => certificateId)).toEqual(['A', 'B']);
  });

  it('is recorded once, when the device asks again because an answer was lost', () => {
    const record = provisioned(undefined, 'A');
    const again = provision(record, 'A', later(1));
    expect(again).toEqual({ outcome: { outcome: 'recorded', record, model: 'sensor' } });
  });

  it('is recorded for a serial that was allowed for the model of the claim', () => {
    const allowed = { ...emptyRecord('S'), allowedModel: 'sensor' };
    expect(provisioned(allowed, 'A')).toMatchObject({ state: 'active', allowedModel: 'sensor' });
  });

  it.each([
    ['a device with a proven certificate', settled, 'B', 'has-current'],
    ['the proven certificate itself', settled, 'A', 'has-current'],
    ['a blocked device', blocked, 'B', 'blocked'],
    [
      'a blocked serial without a history',
      () => ({ ...emptyRecord('S'), state: 'blocked' as const }),
      'B',
      'blocked',
    ],
    [
      'a serial allowed for another model',
      () => ({ ...emptyRecord('S'), allowedModel: 'gateway' }),
      'B',
      'foreign-model',
    ],
  ] as const)('is refused to %s', (_, record, certificateId, reason) => {
    expect(provision(record(), certificateId)).toEqual({ outcome: { outcome: 'refused', reason } });
  });

  it('is refused again to a rival that lost, also for the certificate it holds', () => {
    const record = proven(provisioned(provisioned(undefined, 'A'), 'B'), 'A');
    expect(provision(record, 'B').outcome).toEqual({ outcome: 'refused', reason: 'superseded' });
    expect(provision(record, 'C').outcome).toEqual({ outcome: 'refused', reason: 'has-current' });
  });

  it('is refused to another claim that asks for the same certificate', () => {
    const record = provisioned(undefined, 'A');
    const request = {
      serial: 'S',
      certificateId: 'A',
      claimCertificateId: 'other',
      model: 'sensor',
      at: noon,
    };
    expect(issueOverClaim(record, request).outcome).toEqual({ outcome: 'refused', reason: 'superseded' });
  });

  it('is recorded under a permit, which holds until it expires', () => {
    expect(provision(permitted(), 'B', later(0.99)).outcome.outcome).toBe('recorded');
    expect(provision(permitted(), 'B', later(1)).outcome).toEqual({
      outcome: 'refused',
      reason: 'has-current',
    });
    const wrongPermit: DeviceRecord = { ...settled(), permits: { rotate: later(1).toISOString() } };
    expect(provision(wrongPermit, 'B').outcome).toEqual({ outcome: 'refused', reason: 'has-current' });
  });

  it(`takes the place of the oldest where ${maximumOutstanding} wait: a device is not locked out by its own attempts`, () => {
    let record = provisioned(undefined, '0');
    for (let index = 1; index < maximumOutstanding; index += 1) {
      record = provisioned(record, String(index));
    }
    expect(retirable(record)).toEqual([]);
    const more = provisioned(record, 'more');
    expect(retirable(more)).toEqual(['0']);
    expect(proof(more, '0').outcome).toMatchObject({ outcome: 'refused', reason: 'superseded' });
    expect(proof(more, 'more').outcome.outcome).toBe('moved');
  });

  it(`is refused while ${maximumKept} are to be retired or deleted, unless the operator permits it`, () => {
    let record = provisioned(undefined, '0');
    for (let index = 1; index < maximumKept; index += 1) {
      record = provisioned(record, String(index));
    }
    expect(provision(record, 'more').outcome).toEqual({ outcome: 'refused', reason: 'too-many-outstanding' });
    const permits = { reprovision: later(1).toISOString() };
    expect(provision({ ...record, permits }, 'more').outcome.outcome).toBe('recorded');
    const retired = retire(record, ['0'], keptFrom(noon)) ?? record;
    expect(provision(retired, 'more').outcome.outcome).toBe('refused');
    expect(provision(noteDeleted(retired, ['0'], noon), 'more').outcome.outcome).toBe('recorded');
  });

  it('is refused under a permit too, when that has used up the room that it gives', () => {
    let record: DeviceRecord = { ...emptyRecord('S'), permits: { reprovision: later(1).toISOString() } };
    for (let index = 0; index < maximumKept + 20; index += 1) {
      record = provisioned(record, String(index));
    }
    expect(provision(record, 'more').outcome).toEqual({ outcome: 'refused', reason: 'too-many-outstanding' });
  });
});

describe('a certificate asked for over another', () => {
  it('succeeds the current one, which stays current', () => {
    const record = rotated(settled(), 'A', 'B');
    expect(record.current).toBe('A');
    expect(findCertificate(record, 'B')).toMatchObject({ issuedOver: 'A', succeeds: 'A', model: 'sensor' });
    expect(retirable(record)).toEqual([]);
  });

  it('leaves the permits, and what is known of the current one: nothing has taken its place yet', () => {
    const permits = { rotate: later(99).toISOString() };
    const record = rotated({ ...settled(), permits }, 'A', 'B', later(0.5));
    expect(record.permits).toEqual(permits);
    expect(findCertificate(record, 'A')).toEqual(findCertificate(settled(), 'A'));
  });

  it('proves an unproven one that it is asked over, in the same write', () => {
    const record = rotated(rotated(settled(), 'A', 'B'), 'B', 'C');
    expect(record.current).toBe('B');
    expect(findCertificate(record, 'C')?.succeeds).toBe('B');
    expect(retirable(record)).toEqual(['A']);
  });

  it('takes the model of the certificate it is asked over', () => {
    const record = proven(provisioned(undefined, 'A'), 'A');
    expect(rotate({ ...record, model: 'other' }, 'A', 'B').outcome).toMatchObject({ model: 'sensor' });
  });

  it('is recorded once, when the device asks again', () => {
    const record = rotated(settled(), 'A', 'B');
    expect(rotate(record, 'A', 'B', later(1))).toEqual({
      outcome: { outcome: 'recorded', record, model: 'sensor' },
    });
  });

  const rivals = () => rotated(rotated(settled(), 'A', 'B'), 'A', 'C');
  it.each([
    ['a device nobody knows', unknown, 'A', 'D', 'unknown-device'],
    ['a certificate this fleet did not issue', settled, 'X', 'D', 'unknown-certificate'],
    ['a blocked device', blocked, 'A', 'D', 'blocked'],
    ['a predecessor', () => proven(rivals(), 'B'), 'A', 'D', 'superseded'],
    ['a rival that lost', () => proven(rivals(), 'B'), 'C', 'D', 'superseded'],
    ['a retired successor', () => retire(rivals(), ['C'], keptFrom(noon)), 'C', 'D', 'superseded'],
    ["the holder of another's request", () => rotated(rivals(), 'B', 'D'), 'C', 'E', 'superseded'],
  ] as const)('is refused to %s', (_, record, over, certificateId, reason) => {
    expect(rotate(record(), over, certificateId)).toEqual({ outcome: { outcome: 'refused', reason } });
  });
});

describe('the proof of a certificate', () => {
  it('makes the first one current', () => {
    expect(proof(provisioned(undefined, 'A'), 'A').outcome).toEqual({ outcome: 'moved', retire: [] });
    expect(settled().current).toBe('A');
  });

  it('lets the first of two rivals win; the other is retired and never wins again', () => {
    const won = proof(provisioned(provisioned(undefined, 'A'), 'B'), 'B', 'presence');
    expect(won.outcome).toEqual({ outcome: 'moved', retire: ['A'] });
    expect(proof(won.next, 'A').outcome).toEqual({ outcome: 'refused', reason: 'superseded', retire: ['A'] });
  });

  it('retires the predecessor and all of its other successors, once confirmed', () => {
    const record = rotated(rotated(settled(), 'A', 'B'), 'A', 'C');
    expect(proof(record, 'C').outcome).toEqual({ outcome: 'moved', previous: 'A', retire: ['A', 'B'] });
  });

  it('by presence alone, leaves the proven predecessor alone, until a confirmation comes', () => {
    const record = rotated(rotated(settled(), 'A', 'B'), 'A', 'C');
    const moved = proof(record, 'C', 'presence');
    expect(moved.outcome).toEqual({ outcome: 'moved', previous: 'A', retire: ['B'] });
    expect(proof(moved.next, 'C', 'confirmation').outcome).toEqual({
      outcome: 'already-current',
      retire: ['A', 'B'],
    });
  });

  it('given again, lists what is not retired yet and spares what may still become current', () => {
    const record = rotated(proven(rotated(settled(), 'A', 'B'), 'B'), 'B', 'C');
    expect(proof(record, 'B').outcome).toEqual({ outcome: 'already-current', retire: ['A'] });
    expect(proof(retire(record, ['A'], keptFrom(noon)), 'B').outcome).toEqual({
      outcome: 'already-current',
      retire: [],
    });
  });

  it('takes the place of a proven certificate only under the permit it was issued with, which it uses up', () => {
    const record = provisioned(permitted(), 'B');
    const moved = proof(record, 'B', 'confirmation', later(48));
    expect(moved.outcome).toEqual({ outcome: 'moved', previous: 'A', retire: ['A'] });
    expect(moved.next?.permits).toEqual({});
  });

  it('comes too late, when the device rotated since the permit', () => {
    const record = proven(rotated(provisioned(permitted(), 'B'), 'A', 'C'), 'C');
    expect(proof(record, 'B').outcome).toEqual({
      outcome: 'refused',
      reason: 'superseded',
      retire: ['A', 'B'],
    });
  });

  it.each([
    ['a device nobody knows', unknown, 'A', 'unknown-device'],
    ['a certificate this fleet did not issue', settled, 'X', 'unknown-certificate'],
    ['a blocked device', blocked, 'A', 'blocked'],
  ] as const)('is refused for %s, and moves nothing', (_, known, certificateId, reason) => {
    const record = known();
    const { outcome, next } = proof(record, certificateId);
    expect(outcome).toEqual({ outcome: 'refused', reason, retire: [] });
    expect((next ?? record)?.current).toBe(record?.current);
  });

  it('by a retired certificate has it retired once more: it was activated after all', () => {
    const record = retire(proven(provisioned(provisioned(undefined, 'A'), 'B'), 'A'), ['B'], keptFrom(noon));
    expect(proof(record, 'A').outcome).toEqual({ outcome: 'already-current', retire: [] });
    expect(proof(record, 'B').outcome).toEqual({ outcome: 'refused', reason: 'superseded', retire: ['B'] });
  });

  it('is awaited from the issue to the proof of one of the rivals', () => {
    const rivals = rotated(rotated(settled(), 'A', 'B'), 'A', 'C');
    expect([undefined, settled(), rivals, proven(rivals, 'B')].map(awaitsProof)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(awaitsProof(retire(rivals, ['B', 'C'], keptFrom(noon)))).toBe(false);
  });

  it('notes when each certificate was seen, at most once an hour', () => {
    const record = proven(settled(), 'A', 'presence', later(2));
    expect(findCertificate(record, 'A')?.lastSeenAt).toBe(later(2).toISOString());
    expect(proof(record, 'A', 'presence', later(2.9)).next).toBeUndefined();
    expect(proof(record, 'A', 'presence', later(3)).next).toBeDefined();
  });

  it('notes also when a superseded one was seen: the sweep waits for it to fall silent', () => {
    const record = proven(rotated(settled(), 'A', 'B'), 'B', 'presence');
    expect(findCertificate(proven(record, 'A', 'presence', later(5)), 'A')?.lastSeenAt).toBe(
      later(5).toISOString(),
    );
  });

  it('is no confirmation of a certificate that lost to another, whatever its device says', () => {
    const record = proven(rotated(rotated(settled(), 'A', 'B'), 'A', 'C'), 'C');
    const rival = findCertificate(proven(record, 'B', 'confirmation', later(5)), 'B');
    expect(rival?.lastSeenAt).toBe(later(5).toISOString());
    expect(rival).not.toHaveProperty('confirmedAt');
  });

  it('of an older event than the last changes nothing', () => {
    expect(
      proof(proven(settled(), 'A', 'presence', later(9)), 'A', 'presence', later(1)).next,
    ).toBeUndefined();
  });
});

describe('retired certificates', () => {
  it('are noted once', () => {
    const replaced = proven(rotated(settled(), 'A', 'B'), 'B');
    const record = retire(replaced, ['A', 'unknown'], keptFrom(noon));
    expect(record && findCertificate(record, 'A')).toMatchObject({
      service: 'retired',
      retiredAt: '2026-01-01T12:00:00.000Z',
    });
    expect(record && retire(record, ['A'], keptFrom(later(1)))).toBeUndefined();
  });

  it('never are the one in force, whoever says so', () => {
    expect(retire(settled(), ['A'], keptFrom(noon))).toBeUndefined();
  });

  it(`stay on record until they are deleted, and the newest ${maximumDeleted} of them after that`, () => {
    let record = settled();
    for (let index = 0; index < maximumDeleted + 5; index += 1) {
      const [over, next] = [record.current ?? '', `R${String(index)}`];
      record = proven(rotated(record, over, next), next);
      record = retire(record, [over], keptFrom(noon)) ?? record;
    }
    expect(record.certificates).toHaveLength(maximumDeleted + 6);
    const ids = record.certificates.map(({ certificateId }) => certificateId);
    expect(noteDeleted(record, ids, noon)?.certificates).toHaveLength(maximumDeleted + 1);
    expect(record.current).toBe(`R${String(maximumDeleted + 4)}`);
  });

  it('let a device whose current one somebody has made inactive come back under a permit, and only so', () => {
    expect(provision(settled(), 'B').outcome).toEqual({ outcome: 'refused', reason: 'has-current' });
    expect(proof(provisioned(permitted(), 'B'), 'B').outcome).toEqual({
      outcome: 'moved',
      previous: 'A',
      retire: ['A'],
    });
  });
});
