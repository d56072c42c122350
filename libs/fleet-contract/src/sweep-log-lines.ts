/**
 * What a sweep logs of single devices, as `msg` beside their `thingName`: who looks for them later finds them by these
 * words, also in the logs of older releases.
 */
export const sweepLogLines = {
  /** With `because`. */
  cutOff: 'expired: its certificate is inactive',
  blockEnforced: 'blocked, and active all the same: it is inactive now',
  /** With `reason`, as the next. */
  deviceFailed: 'a device could not be processed',
  choreFailed: 'a chore of a device failed',
} as const;
