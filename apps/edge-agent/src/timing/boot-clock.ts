import * as z from 'zod/mini';

/**
 * A moment on the clock that counts from the machine's start. It is the one clock that a restarted process has in
 * common with the one before it, and that nobody can set; a reboot begins it anew.
 */
export const bootMoment = z.object({
  /** Tells one start of the machine from another; empty where the system has no name for it. */
  boot: z.string().check(z.maxLength(64)),
  millis: z.number().check(z.nonnegative()),
});
export type BootMoment = z.infer<typeof bootMoment>;

/**
 * The least time, in milliseconds, that has passed since a moment, which may be an earlier process's. It is exact
 * while the machine is up. After a reboot the moment lies before the machine's start, so that at least the time since
 * that start has passed. No clock that is set, and no reboot, makes the answer too large.
 */
export function leastMillisSince(moment: BootMoment, now: BootMoment): number {
  const rebooted = now.boot !== moment.boot || now.millis < moment.millis;
  return rebooted ? now.millis : now.millis - moment.millis;
}
