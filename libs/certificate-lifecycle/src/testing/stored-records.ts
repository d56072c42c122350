import fc from 'fast-check';
import { emptyRecord } from '../device-record';
import type { StoredCertificate, StoredRecord } from '../stored-record';

/** Of certificates that records here may have. */
export const certificateIds = ['A', 'B', 'C', 'D'] as const;

export const moment = fc
  .integer({ min: 0, max: 900 })
  .map((hours) => new Date(Date.UTC(2026, 0, 1, hours)).toISOString());

type Marks = Partial<StoredCertificate>;
type Moment = Exclude<
  keyof StoredCertificate,
  'certificateId' | 'issuedOver' | 'succeeds' | 'model' | 'turnSeconds'
>;

/** Any of these moments, or none. */
function anyOf(...names: readonly Moment[]): fc.Arbitrary<Marks> {
  return fc.subarray([...names]).chain((chosen) => allOf(chosen));
}

/** All of these moments, and any of those. */
function allOf(names: readonly Moment[], ...others: readonly Moment[]): fc.Arbitrary<Marks> {
  return names.reduce<fc.Arbitrary<Marks>>(
    (marks, name) => fc.tuple(marks, moment).map(([made, at]) => ({ ...made, [name]: at })),
    others.length === 0 ? fc.constant({}) : anyOf(...others),
  );
}

/** What a release has added that is newer than this one. */
const added = fc.dictionary(fc.constantFrom('ofTheNext', 'more'), fc.string({ maxLength: 3 }));

const issued = fc.record(
  {
    issuedOver: fc.constantFrom('claim', 'adoption', ...certificateIds),
    succeeds: fc.constantFrom(...certificateIds),
    model: fc.constantFrom('sensor', 'gateway'),
    issuedAt: moment,
  },
  { requiredKeys: ['issuedOver', 'model', 'issuedAt'] },
);
const notes = anyOf('lastSeenAt', 'connectedAt', 'lostAt', 'dateWithdrawnAt');
const turn: fc.Arbitrary<Marks> = fc.record(
  { turnSeconds: fc.integer({ min: 1, max: 43_199 }) },
  { requiredKeys: [] },
);
const due = fc
  .tuple(allOf(['provenAt', 'dueNotedAt'], 'confirmedAt', 'silenceFrom', 'comesSince', 'warnedAt'), turn)
  .map(([marks, given]): Marks => ({ ...marks, ...given }));
const inForce = fc.oneof(
  allOf(['provenAt'], 'confirmedAt', 'silenceFrom'),
  due,
  // A release of November 2026 let one come into force that had lost its place.
  allOf(['provenAt', 'supersededAt'], 'confirmedAt'),
);
const stages = fc.oneof(fc.constant({}), allOf(['supersededAt']), inForce);
const services = fc.oneof(
  fc.constant({}),
  allOf(['retiredAt'], 'retainUntil'),
  allOf(['retiredAt', 'deletedAt'], 'retainUntil'),
);

function recordWith(
  certificates: fc.Arbitrary<StoredCertificate[]>,
  current: fc.Arbitrary<string | undefined>,
): fc.Arbitrary<StoredRecord> {
  const states = fc.constantFrom('active' as const, 'blocked' as const);
  return fc
    .record({ certificates, current, state: states, added })
    .map(({ certificates: all, current: id, state, added: more }) => {
      const record = { ...emptyRecord('S'), ...more, state, certificates: all };
      return id === undefined ? record : { ...record, current: id };
    });
}

function certificateOf(
  certificateId: string,
  stage: fc.Arbitrary<Marks>,
  service: fc.Arbitrary<Marks>,
): fc.Arbitrary<StoredCertificate> {
  return fc.tuple(issued, notes, added, stage, service).map(([as, noted, more, staged, served]) => ({
    certificateId,
    ...more,
    ...as,
    ...noted,
    ...staged,
    ...served,
  }));
}

/** A record that a release has written, this one or an earlier one, or a newer one that has added to it. */
export const writtenRecord: fc.Arbitrary<StoredRecord> = fc
  .option(fc.constantFrom(...certificateIds), { nil: undefined })
  .chain((current) => {
    const certificates = certificateIds.map((id) =>
      id === current ? certificateOf(id, inForce, fc.constant({})) : certificateOf(id, stages, services),
    );
    return recordWith(fc.tuple(...certificates), fc.constant(current));
  });

const anyMarks = fc
  .tuple(
    anyOf(
      ...(['provenAt', 'confirmedAt', 'silenceFrom', 'dueNotedAt', 'comesSince', 'warnedAt'] as const),
      ...(['supersededAt', 'retiredAt', 'retainUntil', 'deletedAt'] as const),
    ),
    turn,
  )
  .map(([marks, given]): Marks => ({ ...marks, ...given }));

/** Whatever anybody may have made of an item by hand. */
export const anyRecord: fc.Arbitrary<StoredRecord> = recordWith(
  fc.tuple(...certificateIds.map((id) => certificateOf(id, anyMarks, fc.constant({})))),
  fc.constantFrom(undefined, 'not-on-record', ...certificateIds),
);
