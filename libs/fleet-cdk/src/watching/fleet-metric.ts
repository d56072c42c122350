import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { metricNamespace, type FleetNames } from '@fleet/fleet-contract';

export interface MetricTaken {
  readonly statistic: string;
  readonly period: Duration;
  /** In legends. */
  readonly label?: string;
}

/** What the fleet's functions count, of this fleet alone. */
export function fleetMetric(
  { resourceTag }: Pick<FleetNames, 'resourceTag'>,
  metricName: string,
  { dimensions = {}, ...taken }: MetricTaken & { readonly dimensions?: Readonly<Record<string, string>> },
): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { fleet: resourceTag, ...dimensions },
    ...taken,
  });
}

/** What Lambda measures of a function. By its name, as alarms are to depend on no function. */
export function functionMetric(functionName: string, metricName: string, taken: MetricTaken): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    ...taken,
  });
}

/** What AWS IoT measures; it belongs to the account where it has no dimension. */
export function iotMetric(
  metricName: string,
  { dimensions = {}, ...taken }: MetricTaken & { readonly dimensions?: Readonly<Record<string, string>> },
): Metric {
  return new Metric({ namespace: 'AWS/IoT', metricName, dimensionsMap: { ...dimensions }, ...taken });
}
