import * as z from 'zod/mini';
import { bootMoment, leastMillisSince, type BootMoment } from '../timing/boot-clock';
import { isRefusedForGood, verdictMillis, verdictRounds, withRound, type Tally } from './verdict';

const millis = z.number().check(z.nonnegative());

const tally = z.object({ rounds: z.int().check(z.positive()), spanMillis: millis, at: bootMoment });

/**
 * What a device knows of the identities that were not let in: by the id of the certificate, how often and for how
 * long; and how it went when it asked with its claim for another one.
 */
export const recoveryRecord = z.object({
  version: z.literal(1),
  tallies: z.record(z.string().check(z.regex(/^[0-9a-fA-F]{64}$/)), tally),
  /** Requests since one of its own was proven, granted or not, and how long to wait before the next one. */
  requests: z.optional(z.object({ count: z.int().check(z.positive()), waitMillis: millis, at: bootMoment })),
});
export type RecoveryRecord = z.infer<typeof recoveryRecord>;

export const nothingToRecord: RecoveryRecord = { version: 1, tallies: {} };

export function isEmpty(record: RecoveryRecord): boolean {
  return record.requests === undefined && Object.keys(record.tallies).length === 0;
}

/** Without what is none of the device's own any more. */
export function keepingOnly(record: RecoveryRecord, own: readonly string[]): RecoveryRecord {
  const kept = Object.entries(record.tallies).filter(([certificateId]) => own.includes(certificateId));
  return { ...record, tallies: Object.fromEntries(kept) };
}

/** These were not let in, and somebody else was. `own` are all that the device has. */
export function afterRound(
  record: RecoveryRecord,
  round: { readonly failed: readonly string[]; readonly own: readonly string[]; readonly at: BootMoment },
): RecoveryRecord {
  const { failed, own, at } = round;
  const counted = failed.map((certificateId): [string, Tally] => [
    certificateId,
    withRound(record.tallies[certificateId], at),
  ]);
  const tallies = { ...record.tallies, ...Object.fromEntries(counted) };
  return keepingOnly({ ...record, tallies, ...requestsFrom(record, at) }, own);
}

/** Counted on from now, as a reboot leaves no more than the time since the machine's start. */
function requestsFrom({ requests }: RecoveryRecord, at: BootMoment): Pick<RecoveryRecord, 'requests'> {
  if (requests === undefined) {
    return {};
  }
  const passed = leastMillisSince(requests.at, at);
  return { requests: { ...requests, waitMillis: Math.max(0, requests.waitMillis - passed), at } };
}

export function withoutTally(record: RecoveryRecord, certificateId: string): RecoveryRecord {
  const { [certificateId]: _forgotten, ...tallies } = record.tallies;
  return { ...record, tallies };
}

/** One was proven, and the device needs no other. */
export function afterProof({ tallies }: RecoveryRecord, own: readonly string[]): RecoveryRecord {
  return keepingOnly({ version: 1, tallies }, own);
}

/** The device has asked the cloud for another certificate. */
export function afterRequest(
  record: RecoveryRecord,
  { waitMillis, at }: { readonly waitMillis: number; readonly at: BootMoment },
): RecoveryRecord {
  return { ...record, requests: { count: requestsOf(record) + 1, waitMillis, at } };
}

export function requestsOf(record: RecoveryRecord): number {
  return record.requests?.count ?? 0;
}

/** Milliseconds until the device may ask for another certificate again. */
export function requestWaitOf(record: RecoveryRecord, at: BootMoment): number {
  const { requests } = record;
  return requests === undefined ? 0 : Math.max(0, requests.waitMillis - leastMillisSince(requests.at, at));
}

/** How far the device is from knowing that all these certificates are refused for good. */
export interface Verdict {
  readonly reached: boolean;
  readonly roundsToGo: number;
  readonly millisToGo: number;
}

export function verdictOn(record: RecoveryRecord, certificateIds: readonly string[]): Verdict {
  const tallies = certificateIds.map((certificateId) => record.tallies[certificateId]);
  const rounds = Math.min(...tallies.map((each) => each?.rounds ?? 0));
  const spanMillis = Math.min(...tallies.map((each) => each?.spanMillis ?? 0));
  return {
    reached: tallies.length > 0 && tallies.every(isRefusedForGood),
    roundsToGo: Math.max(0, verdictRounds - rounds),
    millisToGo: Math.max(0, verdictMillis - spanMillis),
  };
}
