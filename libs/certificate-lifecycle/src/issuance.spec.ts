import type { DeviceRecord } from './device-record';
import { issue, issuedBefore, maximumOutstanding } from './issuance';
import type { IssuedCertificate } from './issued-certificate';
import { before, deviceWith } from './testing/device-with';

const at = new Date('2026-01-02T12:00:00.000Z');
const fresh = { certificateId: 'N', issuedOver: 'claim', model: 'gateway' };
const idOf = ({ certificateId }: { readonly certificateId: string }) => certificateId;

describe('a certificate that is added to a record', () => {
  it('changes the model of the device only when there is none in force', () => {
    const inForce = { ...deviceWith({}), model: 'sensor' };
    expect(issue(inForce, fresh, at)).toMatchObject({
      outcome: { outcome: 'recorded', model: 'gateway' },
      next: { model: 'sensor', current: 'A' },
    });
    const { current: _none, ...unproven } = inForce;
    expect(issue(unproven, fresh, at).next).toMatchObject({ model: 'gateway' });
  });

  it('takes the place of one that waits, and of none that is retired or in force', () => {
    const successor = (certificateId: string) => ({ certificateId, succeeds: 'A' });
    const retired = Array.from({ length: 20 }, (_, n) => ({ ...successor(`R${n}`), retiredAt: before }));
    const waiting = Array.from({ length: maximumOutstanding }, (_, n) => successor(`W${n}`));
    const superseded = (count: number) =>
      issue(deviceWith({}, ...retired, ...waiting.slice(0, count)), fresh, at)
        .next?.certificates.filter(({ stage }) => stage === 'superseded')
        .map(idOf);
    expect(superseded(maximumOutstanding - 1)).toEqual([]);
    expect(superseded(maximumOutstanding)).toEqual(['W0']);
  });
});

function last({ certificates }: DeviceRecord): IssuedCertificate {
  const certificate = certificates.at(-1);
  if (certificate === undefined) {
    throw new Error('The record has certificates');
  }
  return certificate;
}

describe('a certificate that is registered once more', () => {
  const again = { certificateId: 'B', issuedOver: 'A', succeeds: 'A', model: 'sensor', issuedAt: before };

  it('is recorded as it is, and has its date for another day where that was withdrawn', () => {
    const next = deviceWith({}, again);
    expect(issuedBefore(next, last(next), 'A')).toEqual({
      outcome: { outcome: 'recorded', record: next, model: 'sensor' },
    });
    const record = deviceWith({}, { ...again, dateWithdrawnAt: before });
    expect(issuedBefore(record, last(record), 'A')).toEqual({
      outcome: { outcome: 'recorded', record: next, model: 'sensor' },
      next,
    });
  });
});
