/** What a sweep has come upon and done, over all of its rounds. */
export interface SweepCounts {
  /** Things whose certificate is due, or has no date that can be read. */
  readonly found: number;
  readonly warned: number;
  /** Left to the workers, which count for themselves. */
  readonly handedOut: number;
  /** Of these, the first for which the certificate in force was there. Not counted again when the sweep is killed then. */
  readonly firstWarnings: number;
  readonly missingDate: number;
  readonly malformedDate: number;
  readonly futureDate: number;
  /** Overdue, and never connected when a warning was published. */
  readonly unreachable: number;
  /** Of the successors that wait for a proof, how old the oldest is. No count: the largest that was seen. */
  readonly oldestUnprovenDays: number;
  /** Past all days of grace, whether they were made inactive or only reported. */
  readonly expired: number;
  /** Made inactive by this sweep. Not counted when the sweep is killed after that, and before it has noted the batch. */
  readonly deactivated: number;
  readonly permitsTold: number;
  readonly datesWithdrawn: number;
  readonly datesRestored: number;
  readonly retired: number;
  readonly deleted: number;
  readonly failed: number;
  /** How many failed of what. */
  readonly failures: Readonly<Record<string, number>>;
}

export type Counted = Exclude<keyof SweepCounts, 'failures'>;

export const nothingCounted: SweepCounts = {
  found: 0,
  warned: 0,
  handedOut: 0,
  firstWarnings: 0,
  missingDate: 0,
  malformedDate: 0,
  futureDate: 0,
  unreachable: 0,
  oldestUnprovenDays: 0,
  expired: 0,
  deactivated: 0,
  permitsTold: 0,
  datesWithdrawn: 0,
  datesRestored: 0,
  retired: 0,
  deleted: 0,
  failed: 0,
  failures: {},
};

/** Counts up, from where an earlier round has come to. */
export class SweepTally {
  private readonly counted: Record<Counted, number>;
  private readonly failures: Record<string, number>;

  constructor(from: SweepCounts = nothingCounted) {
    const { failures, ...counted } = from;
    this.counted = counted;
    this.failures = { ...failures };
  }

  add(what: Exclude<Counted, 'failed' | 'oldestUnprovenDays'>, count = 1): void {
    this.counted[what] += count;
  }

  sawUnproven(days: number): void {
    this.counted.oldestUnprovenDays = Math.max(this.counted.oldestUnprovenDays, days);
  }

  fail(reason: string): void {
    this.counted.failed += 1;
    this.failures[reason] = (this.failures[reason] ?? 0) + 1;
  }

  counts(): SweepCounts {
    return { ...this.counted, failures: { ...this.failures } };
  }
}
