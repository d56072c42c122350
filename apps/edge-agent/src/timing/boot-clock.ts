/**
 * The least time, in milliseconds, that has passed since a moment on the clock that counts from the machine's start,
 * by what that clock says now. It is exact for as long as the machine is up. After a reboot the moment lies before
 * the machine's start, so that at least the time since that start has passed. Nobody can set this clock, and no
 * reboot makes the answer too large.
 */
export function leastMillisSince(moment: number, now: number): number {
  return now >= moment ? now - moment : now;
}
