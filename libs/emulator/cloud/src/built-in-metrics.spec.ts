import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import { iotMeasures, queueMeasures, schedulerMeasures } from './built-in-metrics';
import { storeFunction } from './testing/stored-function';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const source = `exports.handler = async (event) => {
  if (event.fail) { throw new Error('no'); }
};`;

/** What a service measured, by the names of its metrics. */
function notedMeter() {
  const noted: string[] = [];
  const meter: Parameters<typeof iotMeasures>[0] =
    ({ namespace, name, dimensions }) =>
    (value) =>
      noted.push([namespace, name, ...Object.entries(dimensions).flat(), value].join(' '));
  return { noted, meter };
}

describe('metrics that services have of themselves', () => {
  describe('in a cloud', () => {
    let cloud: TestCloud;
    let cloudWatch: CloudWatch;
    beforeAll(async () => {
      cloud = await startTestCloud();
      cloudWatch = new CloudWatch(cloud.settings);
    });
    afterAll(async () => {
      cloudWatch.destroy();
      await cloud.close();
    });

    const statistics = async (Namespace: string, MetricName: string, dimensions: Record<string, string>) => {
      const { Datapoints = [] } = await cloudWatch.getMetricStatistics({
        Namespace,
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(cloud.clock.now().getTime() - 1_800_000),
        EndTime: new Date(cloud.clock.now().getTime() + 60_000),
        Period: 3_600,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      });
      return Datapoints[0];
    };

    it('tell how functions do', async () => {
      const lambda = new Lambda(cloud.settings);
      await storeFunction({ ...cloud.settings, maxAttempts: 1 }, 'worker', source);
      for (const fail of [false, true, false]) {
        await lambda.invoke({ FunctionName: 'worker', Payload: JSON.stringify({ fail }) });
      }
      lambda.destroy();
      const ofWorker = (name: string) => statistics('AWS/Lambda', name, { FunctionName: 'worker' });
      expect(await ofWorker('Invocations')).toMatchObject({ Sum: 3, Unit: 'Count' });
      expect(await ofWorker('Errors')).toMatchObject({ Sum: 1, SampleCount: 3 });
      expect(await ofWorker('Throttles')).toMatchObject({ Sum: 0 });
      expect(await ofWorker('ConcurrentExecutions')).toMatchObject({ Maximum: 1 });
      expect(await ofWorker('Duration')).toMatchObject({ SampleCount: 3, Unit: 'Milliseconds' });
    });

    it('tell in every minute what waits in queues', async () => {
      const sqs = new SQS(cloud.settings);
      const { QueueUrl } = await sqs.createQueue({ QueueName: 'work' });
      await sqs.sendMessage({ QueueUrl, MessageBody: 'x' });
      sqs.destroy();
      cloud.clock.advance(60_000);
      const ofQueue = (name: string) => statistics('AWS/SQS', name, { QueueName: 'work' });
      expect(await ofQueue('ApproximateNumberOfMessagesVisible')).toMatchObject({ Maximum: 1 });
      expect((await ofQueue('ApproximateAgeOfOldestMessage'))?.Maximum).toBeGreaterThanOrEqual(59);
    });
  });

  it('of AWS IoT count connections, messages, rules and registrations', () => {
    const { noted, meter } = notedMeter();
    const iot = iotMeasures(meter);
    iot.connected();
    iot.connectDenied();
    iot.published();
    iot.certificateAsked('CreateCertificateFromCsr', false);
    iot.registrationAsked('birth', true);
    iot.registered('abc');
    iot.ruleMatched('rule');
    iot.ruleActed('rule', 'Lambda', true);
    expect(noted).toEqual([
      'AWS/IoT Connect.Success Protocol MQTT 1',
      'AWS/IoT Connect.AuthError Protocol MQTT 1',
      'AWS/IoT PublishIn.Success Protocol MQTT 1',
      'AWS/IoT CreateCertificateFromCsrFailed 0',
      'AWS/IoT RegisterThingFailed TemplateName birth 1',
      'AWS/IoT ApproximateNumberOfThingsRegistered ClaimCertificateId abc 1',
      'AWS/IoT TopicMatch RuleName rule 1',
      'AWS/IoT Failure RuleName rule ActionType Lambda 1',
    ]);
  });

  it('do not become more and more, whatever names devices choose', () => {
    const { noted, meter } = notedMeter();
    const iot = iotMeasures(meter);
    for (let number = 0; number < 6_000; number += 1) {
      iot.registrationAsked(`template-${number}`, true);
    }
    expect(noted).toHaveLength(5_000);
  });

  it('of schedules count tries, failures and what was given up', () => {
    const { noted, meter } = notedMeter();
    const tell = schedulerMeasures(meter);
    tell('default', 'taken');
    tell('default', 'failed');
    tell('default', 'dropped');
    expect(
      noted.map((each) => each.replace('AWS/Scheduler ', '').replace('ScheduleGroup default ', '')),
    ).toEqual([
      'InvocationAttemptCount 1',
      'TargetErrorCount 0',
      'InvocationAttemptCount 1',
      'TargetErrorCount 1',
      'InvocationDroppedCount 1',
    ]);
  });

  it('of a queue go on for six hours after it was emptied', () => {
    const { noted, meter } = notedMeter();
    let [now, waiting] = [0, 1];
    const lengths = () =>
      waiting === 0 ? [] : [{ queue: 'q', visible: waiting, inFlight: 0, delayed: 0, oldest: 0 }];
    const measure = queueMeasures(meter, lengths, () => now);
    const measured = () => {
      noted.length = 0;
      measure();
      return noted.map((each) => each.split(' ').at(-1));
    };
    expect(measured()).toEqual(['1', '0', '0']);
    [now, waiting] = [6 * 3_600_000, 0];
    expect(measured()).toEqual(['0', '0', '0']);
    now += 1;
    expect(measured()).toEqual([]);
  });
});
