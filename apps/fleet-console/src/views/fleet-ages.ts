import { addDays, formatCertDate, type CertDate } from '@fleet/cert-dates';
import type { AgeBar, FleetAges } from '@fleet/fleet-console-api';
import type { FleetConfig } from '@fleet/fleet-contract';
import { fleetQuery, issuedFrom, issuedUntil, undatedAt } from '@fleet/fleet-operations';
import type { ConsoleCloud } from '../cloud/console-cloud';

/** As many as can be told apart, and as few as an account counts in a second. */
const barCount = 12;

/** The ages in days that a bar counts. */
interface AgeRange {
  readonly from: number;
  /** Absent of the last, which has no end. */
  readonly until?: number;
}

/** Certificates by their age: each bar is one count of the index over a range of days. */
export async function fleetAgesOf({ fleet, count }: ConsoleCloud): Promise<FleetAges> {
  const { rotationDays, spreadDays, graceDays } = fleet.config;
  const today = formatCertDate(fleet.now());
  const of = (condition: string) => count(fleetQuery(fleet, condition));
  const bar = async (range: AgeRange): Promise<AgeBar> => {
    const days = issuedDays(range, today);
    return { ...range, count: await of(conditionOf(days)), query: days };
  };
  const [undated, bars] = await Promise.all([
    of(undatedAt(today)),
    Promise.all(ageRanges(fleet.config).map(bar)),
  ]);
  return {
    bars,
    undated: { count: undated, query: { undated: 'yes' } },
    lines: {
      due: rotationDays,
      dueByAll: rotationDays + Math.max(0, spreadDays - 1),
      graceEnds: rotationDays + Math.max(0, spreadDays - 1) + graceDays,
    },
    at: fleet.now().toISOString(),
  };
}

/** Over all ages that a certificate has while it is rotated in time, equally wide but for the last; and one for the older. */
export function ageRanges(
  config: Pick<FleetConfig, 'rotationDays' | 'spreadDays' | 'graceDays'>,
): readonly AgeRange[] {
  const days = config.rotationDays + config.spreadDays + config.graceDays;
  const width = Math.max(1, Math.ceil(days / barCount));
  const bars = Math.ceil(days / width);
  const inTime = Array.from({ length: bars }, (_, at) => ({
    from: at * width,
    until: Math.min((at + 1) * width, days) - 1,
  }));
  return [...inTime, { from: days }];
}

interface IssuedDays {
  readonly issuedFrom?: CertDate;
  readonly issuedUntil: CertDate;
}

function issuedDays({ from, until }: AgeRange, today: CertDate): IssuedDays {
  const last = addDays(today, -from);
  return until === undefined
    ? { issuedUntil: last }
    : { issuedFrom: addDays(today, -until), issuedUntil: last };
}

function conditionOf({ issuedFrom: first, issuedUntil: last }: IssuedDays): string {
  return first === undefined ? issuedUntil(last) : issuedFrom(first, last);
}
