import * as z from 'zod/mini';
import { wholeNumber } from './bounds';

/** When alarms ring: each for more than its threshold, and `claimDays` for less. */
export interface AlarmThresholds {
  /** Refusals of the provision hook in an hour, for each model's claims. */
  readonly refusalsPerHour: number;
  /** Calls in an hour at which a hook fails. */
  readonly hookErrorsPerHour: number;
  /** Calls of a hook in an hour for which Lambda has no room. */
  readonly hookThrottlesPerHour: number;
  /** Milliseconds that the slowest hundredth of a hook's calls take. */
  readonly hookMillis: number;
  /** Devices that sweeps cut off in a day: one rings already, and more than these ring once more. */
  readonly devicesCutOff: number;
  /** By how many the overdue devices may grow from one day to the next that never hear a warning. */
  readonly unreachableGrowth: number;
  /** The account's quota of each call of the provisioning API in a second. */
  readonly provisioningPerSecond: number;
  /** How much of that quota is used over five minutes. */
  readonly provisioningPercent: number;
  /** Days until the first claim certificate ends. */
  readonly claimDays: number;
}

/** Each inclusive. */
export const alarmThresholdBounds = {
  refusalsPerHour: [0, 1_000_000],
  hookErrorsPerHour: [0, 1_000_000],
  hookThrottlesPerHour: [0, 1_000_000],
  hookMillis: [100, 5_000],
  devicesCutOff: [1, 1_000_000],
  unreachableGrowth: [0, 1_000_000],
  provisioningPerSecond: [1, 10_000],
  provisioningPercent: [1, 100],
  claimDays: [1, 3_650],
} as const satisfies Record<keyof AlarmThresholds, readonly [number, number]>;

const subjects: Readonly<Record<keyof AlarmThresholds, string>> = {
  refusalsPerHour: 'refusals',
  hookErrorsPerHour: 'errors',
  hookThrottlesPerHour: 'throttles',
  hookMillis: 'milliseconds',
  devicesCutOff: 'devices',
  unreachableGrowth: 'devices',
  provisioningPerSecond: 'calls',
  provisioningPercent: 'percent',
  claimDays: 'days',
};

/** Ten a second is AWS's default quota (AWS General Reference, AWS IoT Core quotas). */
export const alarmThresholdDefaults: AlarmThresholds = {
  refusalsPerHour: 20,
  hookErrorsPerHour: 2,
  hookThrottlesPerHour: 2,
  hookMillis: 2_000,
  devicesCutOff: 10,
  unreachableGrowth: 0,
  provisioningPerSecond: 10,
  provisioningPercent: 80,
  claimDays: 60,
};

const threshold = (name: keyof AlarmThresholds) =>
  z._default(wholeNumber(alarmThresholdBounds[name], subjects[name]), alarmThresholdDefaults[name]);

const fields = {
  refusalsPerHour: threshold('refusalsPerHour'),
  hookErrorsPerHour: threshold('hookErrorsPerHour'),
  hookThrottlesPerHour: threshold('hookThrottlesPerHour'),
  hookMillis: threshold('hookMillis'),
  devicesCutOff: threshold('devicesCutOff'),
  unreachableGrowth: threshold('unreachableGrowth'),
  provisioningPerSecond: threshold('provisioningPerSecond'),
  provisioningPercent: threshold('provisioningPercent'),
  claimDays: threshold('claimDays'),
};

/** What is not said has its default, also where nothing is said at all. */
export const alarmThresholds = z._default(
  z.strictObject(fields, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has unknown keys: ${issue.keys.join(', ')}; the known ones are ${Object.keys(fields).join(', ')}`
        : 'must be an object',
  }),
  alarmThresholdDefaults,
);

/** An address that a topic can send a mail to: whether anybody reads it shows when it is confirmed. */
export function isMailAddress(value: string): boolean {
  return value.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(value);
}
