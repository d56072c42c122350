import type { CloudWatchService, Measure, OwnMetric } from '@fleet/services/cloudwatch';
import type { IotMeasures } from '@fleet/services/iot';
import type { FunctionMeasures } from '@fleet/services/lambda';
import type { SchedulerServiceOptions } from '@fleet/services/scheduler';
import type { QueueLength } from '@fleet/services/sqs';

type Unit = OwnMetric['unit'];
type Dimensions = OwnMetric['dimensions'];

/** Different metrics of a namespace; devices choose names as well, such as those of templates. */
const mostMetrics = 5_000;
/** SQS developer guide, "Available CloudWatch metrics": a queue is active for six hours after it was used. */
const activeMillis = 6 * 3_600_000;

/** The metrics of one namespace, each made when it is measured first. */
class Namespace {
  private readonly measures = new Map<string, Measure>();

  constructor(
    private readonly name: string,
    private readonly meter: CloudWatchService['meter'],
  ) {}

  measure(name: string, value: number, dimensions: Dimensions, unit: Unit = 'Count'): void {
    const key = [name, ...Object.values(dimensions)].join('\n');
    const known = this.measures.get(key);
    if (known !== undefined) {
      known(value);
    } else if (this.measures.size < mostMetrics) {
      const made = this.meter({ namespace: this.name, name, dimensions, unit });
      this.measures.set(key, made);
      made(value);
    }
  }
}

/** Lambda tells durations to a hundredth of a millisecond, in its logs as well. */
const hundredths = (millis: number): number => Math.round(millis * 100) / 100;

const flag = (is: boolean): number => (is ? 1 : 0);

/** Lambda developer guide, "Types of metrics for Lambda functions". Errors and throttles are also measured as 0. */
export function lambdaMeasures(meter: CloudWatchService['meter']): FunctionMeasures {
  const lambda = new Namespace('AWS/Lambda', meter);
  return {
    begun: (FunctionName, running) => lambda.measure('ConcurrentExecutions', running, { FunctionName }),
    ended: (FunctionName, { durationMillis, isFailure }) => {
      lambda.measure('Invocations', 1, { FunctionName });
      lambda.measure('Errors', flag(isFailure), { FunctionName });
      lambda.measure('Throttles', 0, { FunctionName });
      lambda.measure('Duration', hundredths(durationMillis), { FunctionName }, 'Milliseconds');
    },
    throttled: (FunctionName) => lambda.measure('Throttles', 1, { FunctionName }),
  };
}

/** AWS IoT developer guide, "AWS IoT metrics and dimensions". */
export function iotMeasures(meter: CloudWatchService['meter']): IotMeasures {
  const iot = new Namespace('AWS/IoT', meter);
  const mqtt = { Protocol: 'MQTT' };
  return {
    connected: () => iot.measure('Connect.Success', 1, mqtt),
    connectDenied: () => iot.measure('Connect.AuthError', 1, mqtt),
    published: () => iot.measure('PublishIn.Success', 1, mqtt),
    certificateAsked: (operation, isFailure) => iot.measure(`${operation}Failed`, flag(isFailure), {}),
    registrationAsked: (TemplateName, isFailure) =>
      iot.measure('RegisterThingFailed', flag(isFailure), { TemplateName }),
    registered: (ClaimCertificateId) =>
      iot.measure('ApproximateNumberOfThingsRegistered', 1, { ClaimCertificateId }),
    ruleMatched: (RuleName) => iot.measure('TopicMatch', 1, { RuleName }),
    ruleActed: (RuleName, ActionType, isFailure) =>
      iot.measure(isFailure ? 'Failure' : 'Success', 1, { RuleName, ActionType }),
  };
}

/** EventBridge Scheduler user guide, "Monitoring with CloudWatch". */
export function schedulerMeasures(
  meter: CloudWatchService['meter'],
): NonNullable<SchedulerServiceOptions['onAttempt']> {
  const scheduler = new Namespace('AWS/Scheduler', meter);
  return (ScheduleGroup, outcome) => {
    if (outcome === 'dropped') {
      scheduler.measure('InvocationDroppedCount', 1, { ScheduleGroup });
      return;
    }
    scheduler.measure('InvocationAttemptCount', 1, { ScheduleGroup });
    scheduler.measure('TargetErrorCount', flag(outcome === 'failed'), { ScheduleGroup });
  };
}

/** SQS developer guide, "Available CloudWatch metrics". A queue that was empty for six hours is not measured any more. */
export function queueMeasures(
  meter: CloudWatchService['meter'],
  lengths: () => readonly QueueLength[],
  nowMillis: () => number,
): () => void {
  const sqs = new Namespace('AWS/SQS', meter);
  const usedAt = new Map<string, number>();
  return () => {
    const now = nowMillis();
    const filled = new Map(lengths().map((length) => [length.queue, length]));
    for (const queue of filled.keys()) {
      usedAt.set(queue, now);
    }
    for (const [QueueName, used] of usedAt) {
      if (Math.abs(now - used) > activeMillis) {
        usedAt.delete(QueueName);
        continue;
      }
      const { visible = 0, inFlight = 0, oldest = now } = filled.get(QueueName) ?? {};
      sqs.measure('ApproximateNumberOfMessagesVisible', visible, { QueueName });
      sqs.measure('ApproximateNumberOfMessagesNotVisible', inFlight, { QueueName });
      const seconds = Math.max(Math.round((now - oldest) / 1000), 0);
      sqs.measure('ApproximateAgeOfOldestMessage', seconds, { QueueName }, 'Seconds');
    }
  };
}
