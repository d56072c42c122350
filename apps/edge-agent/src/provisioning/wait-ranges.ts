import type { BackoffRange } from '../timing/backoff';
import type { CrowdRange } from '../timing/crowd-backoff';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What passes by itself: network, throttling, a full disk, policies that spread. */
export const passing: CrowdRange = {
  floorMillis: 0,
  firstMillis: 1000,
  longestMillis: 5 * minute,
  freelyMillis: 3000,
  shareOfTime: 0.1,
  leastShare: 0.5,
};

/**
 * A device that was proven once, and is not let in: by an operator's mistake, as often as not. A fleet of such devices
 * is back within half an hour of its correction, and spread evenly over a quarter of one.
 */
export const connectionRefused: BackoffRange = {
  floorMillis: 0,
  firstMillis: minute,
  longestMillis: 15 * minute,
};

/**
 * The cloud said no to a request: a day apart at last. It is never final, as a refusal and an outage of the hook look
 * the same to a device.
 */
export const requestRefused: BackoffRange = {
  floorMillis: minute,
  firstMillis: 3 * minute,
  longestMillis: day,
};
