import { emptyRecord, type DeviceRecord, type IssuedCertificate } from './device-record';
import { noteDateRestored, noteDateWithdrawn, noteReinstated } from './sweep-notes';

const before = '2026-01-01T12:00:00.000Z';
const at = new Date('2026-01-02T12:00:00.000Z');
const now = at.toISOString();

/** A is in force; B and C were issued over it. */
function deviceWith(marks: Readonly<Record<string, Partial<IssuedCertificate>>>): DeviceRecord {
  const certificates = ['A', 'B', 'C'].map((certificateId) => ({
    certificateId,
    issuedOver: 'A',
    model: 'sensor',
    issuedAt: before,
    ...marks[certificateId],
  }));
  return { ...emptyRecord('S'), state: 'active', current: 'A', certificates };
}

describe('that the certificate in force is active again', () => {
  it('is noted by taking its mark away, and leaves the others that were taken for lost alone', () => {
    const record = deviceWith({ A: { lostAt: before }, B: { lostAt: before } });
    expect(noteReinstated(record)).toEqual(deviceWith({ B: { lostAt: before } }));
  });

  it.each([{ B: { lostAt: before } }, {}])('is not noted where it was never taken for lost: %j', (marks) => {
    expect(noteReinstated(deviceWith(marks))).toBeUndefined();
  });
});

describe('that the thing shows no date of these successors', () => {
  it('is noted for them alone, and only once', () => {
    const record = deviceWith({ C: { dateWithdrawnAt: before } });
    const noted = deviceWith({ B: { dateWithdrawnAt: now }, C: { dateWithdrawnAt: before } });
    expect(noteDateWithdrawn(record, ['B', 'C'], at)).toEqual(noted);
    expect(noteDateWithdrawn(noted, ['B', 'C'], at)).toBeUndefined();
  });

  it('means that it shows the date of the certificate in force, which is to be restored no more', () => {
    const record = deviceWith({ A: { dateWithdrawnAt: before } });
    expect(noteDateWithdrawn(record, ['B'], at)).toEqual(deviceWith({ B: { dateWithdrawnAt: now } }));
  });

  it('leaves the date of the certificate in force to be restored, when that was one of them', () => {
    expect(noteDateWithdrawn(deviceWith({}), ['A', 'B'], at)).toEqual(
      deviceWith({ A: { dateWithdrawnAt: now }, B: { dateWithdrawnAt: now } }),
    );
  });
});

describe('that the thing shows the date of the certificate in force', () => {
  it('is noted by taking its mark away, and no other', () => {
    const record = deviceWith({ A: { dateWithdrawnAt: before }, B: { dateWithdrawnAt: before } });
    expect(noteDateRestored(record)).toEqual(deviceWith({ B: { dateWithdrawnAt: before } }));
  });

  it('is not noted where it showed that all along', () => {
    expect(noteDateRestored(deviceWith({ B: { dateWithdrawnAt: before } }))).toBeUndefined();
  });
});
