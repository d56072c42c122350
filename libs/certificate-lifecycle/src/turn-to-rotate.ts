import type { CertificateInForce } from './issued-certificate';

/** No sweep gives a later turn. Who comes again after that has not used its turn, and may come with a whole fleet. */
const longestTurnMillis = 12 * 3_600_000;

/**
 * How long a device that is there now still waits for its turn to rotate, in whole seconds. Its turn counts from the moment
 * at which it first came, so that a device that restarts does not wait anew each time; after half a day it does, as it may
 * have been away with all others. `undefined`: a sweep gave it none, or its turn has come.
 */
export function turnLeft(
  { turnSeconds, comesSince, warnedAt }: Pick<CertificateInForce, 'turnSeconds' | 'comesSince' | 'warnedAt'>,
  now: Date,
): number | undefined {
  const since = comesSince ?? warnedAt;
  const waited = since === undefined ? 0 : now.getTime() - Date.parse(since);
  if (turnSeconds === undefined || waited >= longestTurnMillis) {
    return turnSeconds;
  }
  const left = turnSeconds - Math.floor(waited / 1_000);
  return left > 0 ? left : undefined;
}
