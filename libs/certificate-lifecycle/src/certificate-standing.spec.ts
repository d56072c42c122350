import {
  awaitsAmends,
  canBecomeCurrent,
  dateToRestore,
  movable,
  oldestUnproven,
  retirable,
  successorsShown,
  toReinstate,
} from './certificate-standing';
import { findCertificate, type DeviceRecord } from './device-record';
import type { StoredCertificate } from './stored-record';
import { before, deviceWith } from './testing/device-with';

const successor: StoredCertificate = {
  certificateId: 'B',
  issuedOver: 'A',
  succeeds: 'A',
  model: 'sensor',
  issuedAt: before,
};
const found = (record: DeviceRecord, { certificateId }: StoredCertificate) => {
  const certificate = findCertificate(record, certificateId);
  if (certificate === undefined) {
    throw new Error('The record has this certificate');
  }
  return certificate;
};
const withSuccessor = (change: Partial<StoredCertificate> = {}) => ({ ...successor, ...change });

describe('the place of the certificate in force', () => {
  it.each([
    ['a successor', {}, true],
    ['what was issued over another', { succeeds: 'Z' }, false],
    ['one of too many that waited', { supersededAt: before }, false],
    ['a retired successor', { retiredAt: before }, false],
    ['itself', { certificateId: 'A' }, false],
  ])('can be taken by %s: %j', (_, change, isFree) => {
    const certificate = withSuccessor(change);
    const device = deviceWith({}, certificate);
    expect(canBecomeCurrent(device, found(device, certificate))).toBe(isFree);
  });

  it.each([
    ['a lost successor', { retiredAt: before, lostAt: before }, true],
    ['a successor that was retired for good', { retiredAt: before }, false],
    ['a lost successor that is deleted', { lostAt: before, retiredAt: before, deletedAt: before }, false],
    ['a lost one of too many that waited', { lostAt: before, supersededAt: before }, false],
    ['what was lost and succeeds another', { lostAt: before, succeeds: 'Z' }, false],
    ['itself', { certificateId: 'A', lostAt: before }, false],
  ])('can be taken, late, by %s: %j', (_, change, mayReturn) => {
    const certificate = withSuccessor(change);
    const device = deviceWith({}, certificate);
    expect(movable(device, found(device, certificate)) !== undefined).toBe(mayReturn);
  });
});

describe('what a sweep has to put right once a certificate is in force', () => {
  it('is that AWS IoT has it inactive', () => {
    expect(toReinstate(deviceWith({ lostAt: before }))?.certificateId).toBe('A');
    expect(toReinstate(deviceWith({}, withSuccessor({ lostAt: before })))).toBeUndefined();
    expect(awaitsAmends(deviceWith({ lostAt: before }))).toBe(true);
  });

  it('is that the thing shows the date of another, unless that other may be about to take its place', () => {
    const dateWithdrawnAt = before;
    expect(dateToRestore(deviceWith({ dateWithdrawnAt }))).toBe(before);
    expect(dateToRestore(deviceWith({}))).toBeUndefined();
    expect(dateToRestore(deviceWith({}, withSuccessor({ dateWithdrawnAt })))).toBeUndefined();
    expect(dateToRestore(deviceWith({ dateWithdrawnAt }, successor))).toBeUndefined();
    expect(dateToRestore({ ...deviceWith({ dateWithdrawnAt }), current: 'Z' })).toBeUndefined();
    expect(awaitsAmends(deviceWith({ dateWithdrawnAt }))).toBe(true);
  });

  it('is that a successor was registered, whose date the thing shows until it is withdrawn', () => {
    const device = deviceWith({}, successor);
    expect(successorsShown(device)).toMatchObject([successor]);
    expect(awaitsAmends(device)).toBe(true);
    for (const gone of [{ dateWithdrawnAt: before }, { retiredAt: before }]) {
      expect(successorsShown(deviceWith({}, withSuccessor(gone)))).toEqual([]);
      expect(awaitsAmends(deviceWith({}, withSuccessor(gone)))).toBe(false);
    }
  });

  it('is nothing in the life of most', () => {
    expect(awaitsAmends(deviceWith({}))).toBe(false);
    expect(awaitsAmends({ ...deviceWith({ lostAt: before, dateWithdrawnAt: before }), current: 'Z' })).toBe(
      false,
    );
  });
});

describe('a certificate without a future', () => {
  const rival = withSuccessor({ certificateId: 'R', succeeds: 'Z' });

  it('can go at once, when it was never proven', () => {
    expect(retirable(deviceWith({}, successor, rival))).toEqual(['R']);
    expect(retirable(deviceWith({}, { ...rival, retiredAt: before }))).toEqual([]);
  });

  it('stays, when it was proven, until the one in force is confirmed', () => {
    const proven = { ...rival, provenAt: before };
    expect(retirable(deviceWith({ provenAt: before }, proven))).toEqual([]);
    expect(retirable(deviceWith({ provenAt: before, confirmedAt: before }, proven))).toEqual(['R']);
    const { current: _none, ...without } = deviceWith({ confirmedAt: before }, { ...proven, succeeds: 'A' });
    expect(retirable(without)).toEqual([]);
  });
});

describe('the oldest successor that waits for a proof', () => {
  const later = '2026-02-01T12:00:00.000Z';

  it('is the one that was issued first', () => {
    const successors = [withSuccessor({ certificateId: 'C', issuedAt: later }), successor];
    expect(oldestUnproven(deviceWith({}, ...successors))).toBe(before);
  });

  it('is not one that lost its place', () => {
    const successors = [withSuccessor({ supersededAt: later }), withSuccessor({ issuedAt: later })];
    expect(oldestUnproven(deviceWith({}, ...successors))).toBe(later);
  });

  it('is none where nothing waits, or nothing is in force yet', () => {
    expect(oldestUnproven(deviceWith({}))).toBeUndefined();
    const { current: _, ...newcomer } = deviceWith({});
    expect(oldestUnproven(newcomer)).toBeUndefined();
  });
});
