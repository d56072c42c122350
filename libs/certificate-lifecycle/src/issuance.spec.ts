import { issue, issuedBefore, maximumOutstanding } from './issuance';
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
        .next?.certificates.filter(({ supersededAt }) => supersededAt !== undefined)
        .map(idOf);
    expect(superseded(maximumOutstanding - 1)).toEqual([]);
    expect(superseded(maximumOutstanding)).toEqual(['W0']);
  });
});

describe('a certificate that is registered once more', () => {
  const again = { certificateId: 'B', issuedOver: 'A', succeeds: 'A', model: 'sensor', issuedAt: before };

  it('is recorded as it is, and has its date for another day where that was withdrawn', () => {
    expect(issuedBefore(deviceWith({}, again), again, 'A')).toEqual({
      outcome: { outcome: 'recorded', record: deviceWith({}, again), model: 'sensor' },
    });
    const withdrawn = { ...again, dateWithdrawnAt: before };
    const record = deviceWith({}, withdrawn);
    const [, known = withdrawn] = record.certificates;
    const next = deviceWith({}, again);
    expect(issuedBefore(record, known, 'A')).toEqual({
      outcome: { outcome: 'recorded', record: next, model: 'sensor' },
      next,
    });
  });
});
