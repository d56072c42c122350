import type { Retirement } from '../retirement';

/** A retirement at `at`, of certificates that are kept for thirty days. */
export function keptFrom(at: Date): Retirement {
  return { at, retainDays: 30 };
}
