import { SQS } from '@aws-sdk/client-sqs';
import { eventually } from '@fleet/eventually';
import { alarmThresholdDefaults, fleetMetrics, metricNamespace } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import { RequestRejectedError } from '@fleet/provisioning-protocol';
import { ResourceStack } from '@fleet/resource-stack';
import type { MqttSession } from '../devices/mqtt-session';
import { obtainCertificate, register } from '../devices/registration';
import { expiredDevice, overdueDevice } from './devices-in-trouble';
import { SweepFailedError, WatchedFleet } from './watched-fleet';

const alarmThresholds = {
  ...alarmThresholdDefaults,
  refusalsPerHour: 3,
  hookErrorsPerHour: 1,
  hookThrottlesPerHour: 1,
  hookMillis: 2_000,
  devicesCutOff: 1,
  provisioningPerSecond: 1,
  provisioningPercent: 2,
};

interface Asking {
  readonly session: MqttSession;
  readonly template: string;
}

/** Each begins and ends with everything in order, one after the other, in the time of one cloud. */
describe('a fault rings its alarm and no other, by a mail that says what to do, and is over when it is over:', () => {
  const resources = new ResourceStack();
  let watched: WatchedFleet;
  let sqs: SQS;

  beforeAll(async () => {
    watched = await WatchedFleet.start(resources, { alarmThresholds });
    sqs = new SQS(sdkSettings(watched.testCloud.cloud.endpoints));
    resources.defer(() => sqs.destroy());
    await watched.setDailySweep('DISABLED');
  });
  afterAll(() => resources.dispose());

  /** What rings, and what mails have come: the same. Then time passes with the fault gone, and nothing rings any more. */
  const rings = async (expected: readonly string[], heal: () => Promise<unknown>) => {
    const mails = await watched.rang(...expected);
    expect([...mails.keys()].sort()).toEqual([...expected].sort());
    expect(await watched.ringing()).toEqual([...expected].sort());
    await heal();
    await watched.sweep();
    expect(await watched.ringing()).toEqual([]);
    expect([...(await watched.rang()).keys()]).toEqual([]);
  };
  /** An alarm looks at two data points more than it needs, and goes by the newest of those that there are. */
  const inFourHours = () => watched.move('+4h');

  /** Asks for a serial so often, and is refused each time. */
  const isRefused = async (times: number, serial: string, { session, template }: Partial<Asking> = {}) => {
    const asking = session ?? (await watched.fleet.connectClaim());
    await watched.beginMinute();
    for (let time = 0; time < times; time += 1) {
      await refusal(asking, serial, template ?? watched.fleet.names.provisioningTemplate);
    }
    await asking.close();
    await watched.move('+1m');
  };
  const refusal = async (session: MqttSession, serial: string, template: string) => {
    const certificate = await obtainCertificate(session);
    await expect(register(session, template, certificate, { SerialNumber: serial })).rejects.toBeInstanceOf(
      RequestRejectedError,
    );
  };

  it('none, when the fleet was just deployed, a device has joined, and a sweep was made', async () => {
    await watched.move('+1m');
    await watched.fleet.provision('sensor-1');
    await watched.sweep();
    await watched.move('+2h');
    expect(await watched.ringing()).toEqual([]);
    expect([...(await watched.rang()).keys()]).toEqual([]);
  });

  it('a claim that asks again and again for what it must not have', async () => {
    await watched.fleet.registry.block('sensor-2');
    await isRefused(4, 'sensor-2');
    await rings(['refusals_model-1'], inFourHours);
  });

  it('somebody who makes serial numbers up', async () => {
    await isRefused(4, 'things');
    await rings(['refusals'], inFourHours);
  });

  it('a provision hook that fails', async () => {
    await watched.faults.add('function:watched_provision_hook', 'fail', '--code', 'Error', '--times', '2');
    await isRefused(2, 'sensor-3');
    await watched.faults.clear();
    await rings(['hook-errors_provision'], inFourHours);
  });

  it('a rotation hook that fails', async () => {
    const { session } = await watched.fleet.provision('sensor-8');
    await watched.faults.add('function:watched_rotation_hook', 'fail', '--code', 'Error', '--times', '2');
    await isRefused(2, 'sensor-8', { session, template: watched.fleet.names.rotationTemplate });
    await watched.faults.clear();
    await rings(['hook-errors_rotation'], inFourHours);
  });

  it('a hook that Lambda has no room for', async () => {
    await watched.faults.add('function:watched_provision_hook', 'throttle', '--times', '2');
    await isRefused(2, 'sensor-3');
    await watched.faults.clear();
    await rings(['hook-throttles_provision'], inFourHours);
  });

  it('a hook that is slow, twice', async () => {
    const late = ['delay', '--millis', '2100', '--after', '--times', '1'] as const;
    await watched.faults.add('function:watched_provision_hook', ...late);
    await isRefused(1, 'things');
    await watched.move('+5m');
    expect(await watched.ringing()).toEqual([]);
    await watched.faults.add('function:watched_provision_hook', ...late);
    await isRefused(1, 'things');
    await watched.faults.clear();
    await rings(['hook-slow_provision'], inFourHours);
  });

  it('more than its share of the account’s rate', async () => {
    const session = await watched.fleet.connectClaim();
    await watched.beginMinute();
    for (let time = 0; time < 7; time += 1) {
      await obtainCertificate(session);
    }
    await session.close();
    await watched.move('+1m');
    await rings(['provisioning-quota'], inFourHours);
  });

  it('a device that is cut off', async () => {
    await expiredDevice(watched, 'sensor-4');
    await watched.sweep();
    await rings(['device-cut-off'], () => watched.passDay());
  });

  it('devices that are cut off, more than there should be', async () => {
    await expiredDevice(watched, 'sensor-5');
    await expiredDevice(watched, 'sensor-6');
    await watched.sweep();
    await rings(['device-cut-off', 'many-cut-off'], () => watched.passDay());
  });

  it('a device that is overdue, and never there', async () => {
    await overdueDevice(watched, 'sensor-7');
    await watched.passDay();
    // An alarm that looks at more than a day is evaluated once an hour.
    await watched.move('+1h');
    await rings(['unreachable-grows'], async () => {
      await watched.passDay();
      await watched.passDay();
      await watched.move('+1h');
    });
  });

  it('an index that does not know the fleet', async () => {
    // Here no index can lose a fleet and go on: the monitor's own figure stands in for it.
    const found = async (emptyIndex: number) => {
      await watched.cloudWatch.putMetricData({
        Namespace: metricNamespace,
        MetricData: [
          {
            MetricName: fleetMetrics.emptyIndex,
            Dimensions: [{ Name: 'fleet', Value: watched.fleet.names.resourceTag }],
            Timestamp: await watched.now(),
            Value: emptyIndex,
          },
        ],
      });
      await watched.move('+1m');
    };
    await watched.move('+4h');
    await found(1);
    await rings(['index-empty'], inFourHours);
  });

  it('a schedule that somebody has stopped', async () => {
    await watched.sweep();
    await watched.move('+30h');
    await rings(['monitor-silent'], async () => {
      await watched.sweep();
      await watched.move('+1h');
    });
  });

  it('a sweep that fails for good', async () => {
    const now = await watched.now();
    const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
    await watched.move(`${tomorrow}T02:50:00Z`);
    // Before that, the sweep of the day would be brought about by the move, and be in the way of this one.
    await watched.setDailySweep('ENABLED');
    await watched.sweep();
    const broken = ['--code', 'InvalidRequestException', '--status', '400', '--times', 'always'] as const;
    await watched.faults.add('api:iot:SearchIndex', 'fail', ...broken);
    const queue = (await sqs.listQueues({})).QueueUrls?.find((url) => url.includes('ProofFailures'));
    for (const [call, move] of ['+10m', '+3m', '+3m'].entries()) {
      await watched.move(move);
      await eventually('failure of the monitor', async () => {
        const [fired = 0] = await watched.faults.fired();
        return fired > call ? fired : undefined;
      });
    }
    await eventually('message in the queue of failures', async () => {
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: queue, AttributeNames: ['All'] });
      return Attributes?.['ApproximateNumberOfMessages'] === '0' ? undefined : 'there';
    });
    await watched.move('+2m');
    await rings(['failures'], async () => {
      await watched.faults.clear();
      await watched.setDailySweep('DISABLED');
      await sqs.purgeQueue({ QueueUrl: queue });
      await inFourHours();
    });
  });

  it('a sweep that does not come to its end: at first nobody hears of one, then the next day’s gives it up', async () => {
    await watched.move('+1d');
    const broken = ['--code', 'InvalidRequestException', '--status', '400', '--times', 'always'] as const;
    await watched.faults.add('api:iot:SearchIndex', 'fail', ...broken);
    await expect(watched.sweep()).rejects.toBeInstanceOf(SweepFailedError);
    await watched.faults.clear();
    await watched.move('+8h');
    await watched.rang('monitor-silent');
    await watched.move('+16h');
    await watched.sweep();
    await watched.move('+1h');
    await rings(['monitor-gave-up'], () => watched.passDay());
  });
});

describe('a claim that ends soon', () => {
  const resources = new ResourceStack();
  afterAll(() => resources.dispose());

  it('rings its alarm and no other, until another is in its place', async () => {
    const watched = await WatchedFleet.start(resources, {});
    await watched.setDailySweep('DISABLED');
    await watched.move('2049-11-15T12:00:00Z');
    await watched.sweep();
    expect([...(await watched.rang('claim-ends')).keys()]).toEqual(['claim-ends']);
    expect(await watched.ringing()).toEqual(['claim-ends']);
  });
});
