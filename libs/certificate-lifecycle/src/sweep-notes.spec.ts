import type { DeviceRecord } from './device-record';
import type { StoredCertificate } from './stored-record';
import { noteDateRestored, noteDateWithdrawn, noteReinstated } from './sweep-notes';
import { before, deviceWith } from './testing/device-with';

const at = new Date('2026-01-02T12:00:00.000Z');
const now = at.toISOString();

/** A is in force; B and C were issued over it. */
function markedDevice(marks: Readonly<Record<string, Partial<StoredCertificate>>>): DeviceRecord {
  return deviceWith(...['A', 'B', 'C'].map((certificateId) => ({ certificateId, ...marks[certificateId] })));
}

describe('what was done for a certificate that was in force then', () => {
  it.each([
    ['that it is active again', noteReinstated],
    ['that the thing shows its date', noteDateRestored],
  ] as const)('is noted of no other, which came into force meanwhile: %s', (_what, note) => {
    const marks = { lostAt: before, dateWithdrawnAt: before };
    const record = { ...markedDevice({ B: marks }), current: 'B' };
    expect(note(record, 'A')).toBeUndefined();
    expect(note(record, 'B')).toBeDefined();
  });
});

describe('that the certificate in force is active again', () => {
  it('is noted by taking its mark away, and leaves the others that were taken for lost alone', () => {
    const record = markedDevice({ A: { lostAt: before }, B: { lostAt: before } });
    expect(noteReinstated(record, 'A')).toEqual(markedDevice({ B: { lostAt: before } }));
  });

  it.each([{ B: { lostAt: before } }, {}])('is not noted where it was never taken for lost: %j', (marks) => {
    expect(noteReinstated(markedDevice(marks), 'A')).toBeUndefined();
  });
});

describe('that the thing shows no date of these successors', () => {
  it('is noted for them alone, and only once', () => {
    const record = markedDevice({ C: { dateWithdrawnAt: before } });
    const noted = markedDevice({ B: { dateWithdrawnAt: now }, C: { dateWithdrawnAt: before } });
    expect(noteDateWithdrawn(record, ['B', 'C'], at)).toEqual(noted);
    expect(noteDateWithdrawn(noted, ['B', 'C'], at)).toBeUndefined();
  });

  it('means that it shows the date of the certificate in force, which is to be restored no more', () => {
    const record = markedDevice({ A: { dateWithdrawnAt: before } });
    expect(noteDateWithdrawn(record, ['B'], at)).toEqual(markedDevice({ B: { dateWithdrawnAt: now } }));
  });

  it('leaves the date of the certificate in force to be restored, when that was one of them', () => {
    expect(noteDateWithdrawn(markedDevice({}), ['A', 'B'], at)).toEqual(
      markedDevice({ A: { dateWithdrawnAt: now }, B: { dateWithdrawnAt: now } }),
    );
  });
});

describe('that the thing shows the date of the certificate in force', () => {
  it('is noted by taking its mark away, and no other', () => {
    const record = markedDevice({ A: { dateWithdrawnAt: before }, B: { dateWithdrawnAt: before } });
    expect(noteDateRestored(record, 'A')).toEqual(markedDevice({ B: { dateWithdrawnAt: before } }));
  });

  it('is not noted where it showed that all along', () => {
    expect(noteDateRestored(markedDevice({ B: { dateWithdrawnAt: before } }), 'A')).toBeUndefined();
  });
});
