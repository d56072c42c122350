import { emptyRecord } from './device-record';
import { recordFrom, storedRecord, type StoredCertificate, type StoredRecord } from './stored-record';

const [issuedAt, moment] = ['2026-01-01T12:00:00.000Z', '2026-02-01T12:00:00.000Z'];
const issued = { certificateId: 'A', issuedOver: 'claim', model: 'sensor', issuedAt };

function stored(current: string | undefined, ...marks: readonly Partial<StoredCertificate>[]): StoredRecord {
  const certificates = marks.map((each) => ({ ...issued, ...each }));
  const record = { ...emptyRecord('S'), state: 'active', certificates } as const;
  return current === undefined ? record : { ...record, current };
}

const read = (current: string | undefined, marks: Partial<StoredCertificate>) =>
  recordFrom(stored(current, marks)).certificates[0];

describe('a certificate as the table has it', () => {
  it.each([
    ['was issued', {}, { stage: 'unproven', service: 'in-service' }],
    ['has lost its place', { supersededAt: moment }, { stage: 'superseded', service: 'in-service' }],
    ['was proven', { provenAt: moment }, { stage: 'proven', service: 'in-service' }],
    ['was retired', { retiredAt: moment, retainUntil: moment }, { stage: 'unproven', service: 'retired' }],
    [
      'was in force, and AWS IoT has deleted it',
      { provenAt: moment, retiredAt: moment, deletedAt: moment },
      { stage: 'proven', service: 'deleted' },
    ],
  ])('that %s is told by its moments', (_what, marks, state) => {
    const record = recordFrom(stored(undefined, marks));
    expect(record.certificates).toEqual([{ ...issued, ...marks, ...state }]);
    expect(storedRecord(record)).toEqual(stored(undefined, marks));
  });
});

describe('a combination that no release writes', () => {
  it.each([
    ['is retired', { provenAt: moment, retiredAt: moment, retainUntil: moment }],
    ['is deleted', { provenAt: moment, retiredAt: moment, deletedAt: moment }],
  ])('leaves in force what the record names, though it %s', (_what, marks) => {
    expect(read('A', marks)).toEqual({
      ...issued,
      provenAt: moment,
      stage: 'proven',
      service: 'in-service',
    });
  });

  it('leaves in force what the record names and nobody has proven, as if since its issue', () => {
    expect(read('A', { supersededAt: moment })).toMatchObject({ stage: 'proven', provenAt: issuedAt });
  });

  it('keeps out of service what was deleted and never retired', () => {
    expect(read(undefined, { deletedAt: moment })).toEqual({
      ...issued,
      stage: 'unproven',
      service: 'deleted',
      retiredAt: moment,
      deletedAt: moment,
    });
  });

  it.each([
    ['a warning before sweeps warned of it', { provenAt: moment, warnedAt: moment }],
    ['an end of retention before it was retired', { provenAt: moment, retainUntil: moment }],
  ])('loses %s', (_what, marks) => {
    expect(read('A', marks)).toEqual({
      ...issued,
      provenAt: moment,
      stage: 'proven',
      service: 'in-service',
    });
  });

  it('loses the evidence of a certificate that was never in force', () => {
    const evidence = { confirmedAt: moment, dueNotedAt: moment, warnedAt: moment, silenceFrom: moment };
    expect(read(undefined, evidence)).toEqual({ ...issued, stage: 'unproven', service: 'in-service' });
  });

  it('of an early release is kept: one that had lost its place, and came into force all the same', () => {
    const early = stored('A', { supersededAt: issuedAt, lostAt: issuedAt, provenAt: moment });
    expect(recordFrom(early).certificates).toMatchObject([{ stage: 'proven', service: 'in-service' }]);
    expect(storedRecord(recordFrom(early))).toEqual(early);
  });
});
