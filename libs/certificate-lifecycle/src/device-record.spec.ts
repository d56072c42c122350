import { emptyRecord, hasPermit, isMadeByFleet } from './device-record';

const at = new Date('2026-01-01T12:00:00.000Z');

describe('a serial number', () => {
  it.each([
    ['that is on no record', undefined],
    ['that was only allowed', emptyRecord('S')],
  ])('%s has no permit and no thing that the fleet made', (_, record) => {
    expect(hasPermit(record, 'reprovision', at)).toBe(false);
    expect(hasPermit(record, 'rotate', at)).toBe(false);
    expect(isMadeByFleet(record)).toBe(false);
  });

  it('has a permit until the moment in which that ends, and no other by it', () => {
    const record = { ...emptyRecord('S'), permits: { rotate: at.toISOString() } };
    const justBefore = new Date(at.getTime() - 1);
    expect(hasPermit(record, 'rotate', justBefore)).toBe(true);
    expect(hasPermit(record, 'rotate', at)).toBe(false);
    expect(hasPermit(record, 'reprovision', justBefore)).toBe(false);
  });

  it('has a thing that the fleet made, once a certificate was issued for it', () => {
    expect(isMadeByFleet({ ...emptyRecord('S'), firstIssuedAt: at.toISOString() })).toBe(true);
  });
});
