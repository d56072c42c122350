import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, type FleetConfig } from '@fleet/fleet-contract';
import { createDeviceAlerts } from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';
import { createCutOffLooks } from './arrivals/cut-off-device';
import type { Arrivals } from './arrivals/serve-arrivals';
import type { Logger } from 'pino';
import { createIotFleet } from './devices/iot-fleet';
import type { SweepContext } from './devices/sweep-context';
import { createFleetIndex } from './find/fleet-index';
import type { Monitor } from './monitor';
import { Pacer, type Timing } from '@fleet/bounded-work';
import type { MonitorSettings } from './settings';
import { createContinuations } from './sweep/continuations';
import { DynamoDbSweepStore } from './sweep/dynamodb-sweep-store';
import { createSweepDispatch } from './worker/sweep-dispatch';
import { createFleetCensus } from './survey/fleet-census';
import { surveyFleet } from './survey/fleet-survey';
import type { Worker } from './worker/serve-worker';

// Throttled, a sweep slows down to what the account's quotas admit, with pauses that grow and vary.
const patient = { retryMode: 'adaptive', maxAttempts: 8 } as const;

const timing: Timing = { now: () => new Date(), sleep: (millis) => setTimeout(millis) };

function clients() {
  return {
    iot: new IoTClient(patient),
    iotData: new IoTDataPlaneClient(patient),
    dynamoDb: new DynamoDBClient(patient),
    // A local-cloud that was started anew may have another port than the URL.
    sqs: new SQSClient({ ...patient, useQueueUrlAsEndpoint: false }),
  };
}

type Clients = ReturnType<typeof clients>;

function registryOf({ dynamoDb }: Clients, config: FleetConfig) {
  return dynamoDbDeviceRegistry({
    client: dynamoDb,
    tableName: fleetNames(config.resourceTag).devicesTable,
    graceDays: config.graceDays,
  });
}

/** @param perSecond how many devices may be attended to in a second */
function contextOf(
  aws: Clients,
  { config, arrivalsQueueUrl }: MonitorSettings,
  perSecond: number,
  log: Logger,
): SweepContext {
  const watch =
    arrivalsQueueUrl === undefined ? undefined : createCutOffLooks(aws.sqs, arrivalsQueueUrl).first;
  return {
    ...defined({ watch }),
    iot: createIotFleet(aws, fleetNames(config.resourceTag).productionPolicy),
    alerts: createDeviceAlerts(aws.iotData),
    registry: registryOf(aws, config),
    rules: config,
    pacer: new Pacer(perSecond, timing),
    chorePacer: new Pacer(choresPerSecond(config), timing),
    now: timing.now,
    log,
  };
}

/**
 * A chore costs this many warnings: AWS IoT admits some ten changes of certificates in a second where it admits hundreds
 * of messages, and the hooks need some of them.
 */
const callsOfChore = 25;

function choresPerSecond({ warningsPerSecond }: FleetConfig): number {
  return warningsPerSecond / callsOfChore;
}

/** For devices that have never proven a certificate, in one sweep: for the others there has to be time left. */
const secondsForUnproven = 3_600;

/** How many seconds of work lie between two writes of how far the sweep has come. */
const secondsInBatch = 10;
const largestBatch = 100;

/** What a function needs was not handed over. */
export class IncompleteSettingsError extends Error {
  override readonly name = 'IncompleteSettingsError';

  constructor(...missing: readonly string[]) {
    super(`The environment has no ${missing.join(' or no ')}: deploy the stack again.`);
  }
}

/** The monitor over the AWS SDK. @throws IncompleteSettingsError */
export function composeMonitor(settings: MonitorSettings, log: Logger): Monitor {
  const { config, scheduleRoleArn: roleArn, failuresArn, sweepQueueUrl } = settings;
  if (roleArn === undefined || failuresArn === undefined) {
    throw new IncompleteSettingsError('SCHEDULE_ROLE_ARN', 'FAILURES_QUEUE_ARN');
  }
  const names = fleetNames(config.resourceTag);
  const aws = clients();
  const scheduler = new SchedulerClient(patient);
  const dispatch =
    sweepQueueUrl === undefined ? {} : { dispatch: createSweepDispatch(aws.sqs, sweepQueueUrl) };
  return {
    parts: () => ({
      fleet: config.resourceTag,
      context: contextOf(aws, settings, config.warningsPerSecond, log),
      agenda: registryOf(aws, config),
      index: createFleetIndex(aws.iot),
      thingGroup: names.thingGroup,
      store: new DynamoDbSweepStore(aws.dynamoDb, names.sweepsTable, timing.now),
      batchSize: Math.min(largestBatch, secondsInBatch * config.warningsPerSecond),
      unprovenChores: Math.ceil(secondsForUnproven * choresPerSecond(config)),
      ...dispatch,
    }),
    survey: (day) =>
      surveyFleet(
        { census: createFleetCensus(aws.iot, names), thingGroup: names.thingGroup, rules: config },
        day,
      ),
    continuations: (functionArn) =>
      createContinuations({ scheduler, names, functionArn, roleArn, failuresArn }),
  };
}

/** One of several workers over the AWS SDK: together they keep to the fleet's rate. */
export function composeWorker(settings: MonitorSettings, log: Logger): Worker {
  const { config } = settings;
  const perSecond = config.warningsPerSecond / (config.sweepWorkers ?? 1);
  return { fleet: config.resourceTag, context: contextOf(clients(), settings, perSecond, log) };
}

/** Over the AWS SDK, for one device at a time. */
export function composeArrivals({ config, arrivalsQueueUrl }: MonitorSettings, log: Logger): Arrivals {
  const aws = clients();
  // While a deploy is under way, the code may be newer than what it is handed: the message comes again.
  const notYet = () => Promise.reject(new IncompleteSettingsError('ARRIVALS_QUEUE_URL'));
  return {
    lookAgain: arrivalsQueueUrl === undefined ? notYet : createCutOffLooks(aws.sqs, arrivalsQueueUrl).next,
    registry: registryOf(aws, config),
    alerts: createDeviceAlerts(aws.iotData),
    iot: createIotFleet(aws, fleetNames(config.resourceTag).productionPolicy),
    now: timing.now,
    log,
  };
}
