import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { fleetMetrics, noModel } from '@fleet/fleet-contract';
import { anHour, fiveMinutes, type AlarmRule, type WatchedFleet } from './alarm-rule';
import { fleetMetric, functionMetric } from './fleet-metric';

/** Refused devices, by the model of the claim that they came with, as each model's alarm can be looked into alone. */
export function refusalAlarms({ names, thresholds, models }: WatchedFleet): readonly AlarmRule[] {
  const threshold = thresholds.refusalsPerHour;
  const refusals = (model: string) =>
    fleetMetric(names, fleetMetrics.refusals, {
      statistic: Stats.SUM,
      period: anHour,
      dimensions: { model },
    });
  const rule = { kind: 'refusals', threshold, rings: 'more', silence: 'calm' } as const;
  return [
    ...models.map((model): AlarmRule => ({
      ...rule,
      of: model,
      metric: refusals(model),
      says: `More than ${threshold} devices that came with a claim of ${model} were refused in an hour. A claim may have leaked, or the allow-list may lack a delivery.`,
    })),
    {
      ...rule,
      metric: refusals(noModel),
      says: `More than ${threshold} devices were refused in an hour whose claim is not on record, or whose serial number is not admissible.`,
    },
  ];
}

/** Each hook apart: one is about newcomers, the other about devices that are there. */
export function hookAlarms(fleet: WatchedFleet): readonly AlarmRule[] {
  const { provisionHook, rotationHook } = fleet.names;
  return [
    ...alarmsOfHook(fleet, 'provision', provisionHook),
    ...alarmsOfHook(fleet, 'rotation', rotationHook),
  ];
}

function alarmsOfHook(
  { thresholds }: WatchedFleet,
  hook: 'provision' | 'rotation',
  functionName: string,
): readonly AlarmRule[] {
  const { hookErrorsPerHour: errors, hookThrottlesPerHour: throttles, hookMillis } = thresholds;
  const counted = (name: string) =>
    functionMetric(functionName, name, { statistic: Stats.SUM, period: anHour });
  const rule = { of: hook, rings: 'more', silence: 'calm' } as const;
  return [
    {
      ...rule,
      kind: 'hook-errors',
      metric: counted('Errors'),
      threshold: errors,
      says: `The ${hook} hook failed more than ${errors} times in an hour. Devices see a refusal, and ask again later.`,
    },
    {
      ...rule,
      kind: 'hook-throttles',
      metric: counted('Throttles'),
      threshold: throttles,
      says: `Lambda had no room for the ${hook} hook more than ${throttles} times in an hour. Devices see a refusal, and ask again later.`,
    },
    {
      ...rule,
      kind: 'hook-slow',
      metric: functionMetric(functionName, 'Duration', {
        statistic: Stats.percentile(99),
        period: fiveMinutes,
      }),
      threshold: hookMillis,
      // In a small fleet one slow call is the slowest hundredth of a whole quarter of an hour.
      points: { needed: 2, of: 3 },
      says: `The slowest calls of the ${hook} hook take more than ${hookMillis} ms. AWS IoT waits for five seconds, and then refuses the device.`,
    },
  ];
}
