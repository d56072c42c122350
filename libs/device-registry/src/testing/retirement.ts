import type { Retirement } from '../retirement';

const thirtyDays = 30 * 86_400_000;

/** A retirement at `at`, of certificates that are kept for thirty days. */
export function keptFrom(at: Date): Retirement {
  return { at, retainUntil: new Date(at.getTime() + thirtyDays) };
}
