import { UsageError } from '../operator-errors';

const hourMillis = 3_600_000;
const defaultHours = 24;

/** The longest permit: 30 days. */
export const longestPermitHours = 720;

/** How long a permit holds: 24 hours where neither is given. */
export interface PermitTerm {
  /** 1 to 720. */
  readonly hours?: number | undefined;
  readonly until?: Date | undefined;
}

/**
 * When a permit ends, by the cloud's clock.
 * @throws UsageError when that is not between now and thirty days from now
 */
export function permitEnd({ hours = defaultHours, until }: PermitTerm, now: Date): Date {
  const end = until ?? new Date(now.getTime() + hours * hourMillis);
  const latest = new Date(now.getTime() + longestPermitHours * hourMillis);
  if (end <= now || end > latest) {
    throw new UsageError(
      `A permit must end between now, ${now.toISOString()} by the cloud's clock, and thirty days later.`,
    );
  }
  return end;
}
