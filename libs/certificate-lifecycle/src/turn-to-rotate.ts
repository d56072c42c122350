import type { CertificateInForce } from './issued-certificate';

/** No sweep gives a later turn: a day has room for it and for what comes after. */
export const longestTurnSeconds = 12 * 3_600;

/**
 * How long a device that is there now still waits for its turn to rotate, in whole seconds. Its turn counts from the moment
 * at which it first came, so that a device that restarts does not wait anew each time; after half a day it does, as it may
 * have been away with all others. With each half day the wait is half as long: a device that is there for minutes a day has
 * its turn in the end, and before its days of grace are over. `undefined`: a sweep gave it none, or its turn has come.
 */
export function turnLeft(
  { turnSeconds, comesSince, warnedAt }: Pick<CertificateInForce, 'turnSeconds' | 'comesSince' | 'warnedAt'>,
  now: Date,
): number | undefined {
  if (turnSeconds === undefined) {
    return undefined;
  }
  const since = comesSince ?? warnedAt;
  const waited = since === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(since));
  const halfDays = Math.floor(waited / (longestTurnSeconds * 1_000));
  const left =
    halfDays === 0 ? turnSeconds - Math.floor(waited / 1_000) : Math.floor(turnSeconds / 2 ** halfDays);
  return left > 0 ? left : undefined;
}
