import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { fiveMinutes, type AlarmRule, type WatchedFleet } from './alarm-rule';
import { iotMetric } from './fleet-metric';

/** Something that a function was asked in vain, and what it was. */
export function failuresAlarm(failures: IQueue): AlarmRule {
  return {
    kind: 'failures',
    metric: new Metric({
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensionsMap: { QueueName: failures.queueName },
      statistic: Stats.MAXIMUM,
      period: fiveMinutes,
    }),
    threshold: 0,
    rings: 'more',
    silence: 'calm',
    says: 'The queue of failures is not empty: a proof, a sweep or a warning failed for good. It is kept for two weeks.',
  };
}

/**
 * The provisioning API's rates are the account's. AWS IoT puts 0 for a call that succeeds and 1 for one that fails, so
 * that the number of values is that of the calls (developer guide, metrics_dimensions).
 */
export function quotaAlarm({ names, thresholds }: WatchedFleet): AlarmRule {
  const { provisioningPerSecond, provisioningPercent } = thresholds;
  const calls = (name: string, dimensions: Readonly<Record<string, string>> = {}) =>
    iotMetric(name, { statistic: Stats.SAMPLE_COUNT, period: fiveMinutes, dimensions });
  const registrations = (template: string) => calls('RegisterThingFailed', { TemplateName: template });
  const registered = new MathExpression({
    expression: 'SUM([joining, rotating])',
    label: 'registrations',
    period: fiveMinutes,
    usingMetrics: {
      joining: registrations(names.provisioningTemplate),
      rotating: registrations(names.rotationTemplate),
    },
  });
  return {
    kind: 'provisioning-quota',
    metric: new MathExpression({
      expression: `100 * MAX([requested, made, registered]) / ${provisioningPerSecond * fiveMinutes.toSeconds()}`,
      label: 'percent of the quota',
      period: fiveMinutes,
      usingMetrics: {
        requested: calls('CreateCertificateFromCsrFailed'),
        made: calls('CreateKeysAndCertificateFailed'),
        registered,
      },
    }),
    threshold: provisioningPercent,
    rings: 'more',
    silence: 'calm',
    says: `For five minutes the account has used more than ${provisioningPercent} % of ${provisioningPerSecond} calls of the provisioning API in a second. What comes beyond that is refused.`,
  };
}
