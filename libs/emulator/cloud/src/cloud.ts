import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createAwsListener } from '@fleet/aws-wire';
import type { AwsService, FaultyRequest } from '@fleet/aws-wire';
import { faultsPath, timePath, removeEndpoints, writeEndpoints } from '@fleet/running-cloud';
import type { Endpoints } from '@fleet/running-cloud';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import type { Faults } from '@fleet/faults';
import { clientsFor } from '@fleet/own-clients';
import { customResourcePath } from '@fleet/services/cloudformation';
import { createDynamoDbService } from '@fleet/services/dynamodb';
import { createEcrService } from '@fleet/services/ecr';
import type { IamService } from '@fleet/services/iam';
import { awsIotRates, createIotService } from '@fleet/services/iot';
import { createIotDataService } from '@fleet/services/iot-data';
import { createKmsService } from '@fleet/services/kms';
import { createLambdaService } from '@fleet/services/lambda';
import type { LambdaService } from '@fleet/services/lambda';
import { createLogsService } from '@fleet/services/logs';
import { createS3Service } from '@fleet/services/s3';
import { createSchedulerService } from '@fleet/services/scheduler';
import { createSqsService } from '@fleet/services/sqs';
import { createSsmService } from '@fleet/services/ssm';
import type { StsService } from '@fleet/services/sts';
import type { Logger } from 'pino';
import { ClockOffsetRepository } from './administration/clock-offset-repository';
import { CloudTime } from './administration/cloud-time';
import { faultsListener } from './administration/faults-listener';
import { timeListener } from './administration/time-listener';
import { authorityOf, byPath, startApiServer } from './api-server';
import { authorizersFor, createIdentityServices } from './authorization/identity-composition';
import { warningOnce } from './unsupported-members';
import { Closers } from './closers';
import { cloudFaults } from './cloud-faults';
import type { CloudParts } from './cloud-parts';
import { eventDestinations, ruleTargets } from './event-targets';
import type { CloudOptions } from './cloud-options';
import { startStacks } from './stacks-composition';

/** A cloud that answers. */
export interface RunningCloud {
  readonly endpoints: Endpoints;
  /** Moves the cloud's time. */
  readonly clock: SettableClock;
  /** Makes calls of this cloud fail. */
  readonly faults: Faults;
  /** Lets requests end, closes all connections, ends the functions' processes. */
  close(): Promise<void>;
}

/** A certificate can only be checked against a name: TLS tells a server the name it is asked for, never an address. */
const mqttHost = 'localhost';

/**
 * Starts a cloud on a data directory, and answers when everything listens.
 * @throws StoreInUseError when another cloud runs on the directory
 * @throws StoreUnusableError when the directory cannot be used
 * @throws the error of `listen`, with its `code`, for a port that cannot be had
 */
export async function startCloud(options: CloudOptions, log: Logger): Promise<RunningCloud> {
  const closers = new Closers();
  try {
    return await start(options, log, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function start(options: CloudOptions, log: Logger, closers: Closers): Promise<RunningCloud> {
  const store = closers.add(openStore(join(options.dataDirectory, 'cloud.db')));
  const offsets = new ClockOffsetRepository(store);
  const clock = closers.add(new SettableClock(offsets.load()));
  const { iam, sts } = createIdentityServices({ options, store, clock, log });
  const credentials = sts.userCredentials();
  let { port } = options;
  const url = () => `http://${authorityOf(options.host, port)}`;
  const clients = closers.add(clientsFor(() => ({ url: url(), region: options.region, credentials })));
  const faults = cloudFaults(log);
  const iotRates = options.quotas === 'aws' ? awsIotRates(clock) : undefined;
  const parts: CloudParts = { options, store, clock, log, clients, url, faults, iotRates };
  const cloud = await composeServices(parts, { iam, sts }, closers);

  const onFault = (error: unknown, { service, operation, requestId }: FaultyRequest) =>
    log.error({ err: error, service, operation, requestId }, 'a request failed by a fault of the emulator');
  const { region, accountId } = options;
  const { services } = cloud;
  faults.know(services);
  const onUnsupported = options.lenient === true ? warningOnce(log) : undefined;
  const awsApis = createAwsListener({
    services,
    region,
    accountId,
    clock,
    signingKey: sts.signingKey,
    authorize: cloud.authorize,
    onUnsupported,
    admits: iotRates && ((service, operation) => service !== 'iot' || iotRates.admitsOperation(operation)),
    faults,
    onFault,
  });
  const administrationToken = randomBytes(32).toString('base64url');
  const administration = {
    token: administrationToken,
    onFault: (error: unknown) => log.error({ err: error }, 'a request of an administrator failed'),
  };
  const administrationListeners = {
    [timePath]: timeListener(new CloudTime(clock, offsets), administration),
    [faultsPath]: faultsListener(faults.faults, administration),
  };
  const server = closers.add(
    await startApiServer(
      options,
      byPath(awsApis, { [customResourcePath]: cloud.stacks.answers, ...administrationListeners }),
    ),
  );
  ({ port } = server);
  // Closed before the APIs are: stacks, schedules and pollers need them, and who waits for messages holds them up.
  closers.add(cloud.sqs);
  closers.add(cloud.stacks);
  closers.add(cloud.scheduler);
  closers.add(cloud.eventSources);
  cloud.start();

  const mqtt = { host: mqttHost, port: cloud.mqttPort };
  const endpoints = {
    aws: url(),
    mqtt,
    rootCa: cloud.rootCa,
    credentials,
    administrationToken,
    accountId,
    region,
    pid: process.pid,
  };
  await writeEndpoints(options.dataDirectory, endpoints);
  closers.add({ close: () => removeEndpoints(options.dataDirectory) });
  // Closed first: whoever waits for a call that is delayed need not wait any longer.
  closers.add(faults);
  return { endpoints, clock, faults: faults.faults, close: () => closers.close() };
}

/** Makes every service of the cloud: a line in the list for each, and in front of it what it is made of. */
export async function composeServices(
  parts: CloudParts,
  { iam, sts }: { iam: IamService; sts: StsService },
  closers: Closers,
) {
  const { options, store, clock, log, faults } = parts;
  const { region, accountId, dataDirectory } = options;
  const s3 = createS3Service({ store, clock, region, dataDirectory });
  const kms = createKmsService({ store, clock });
  const dynamodb = closers.add(createDynamoDbService({ store, clock, region, accountId }));
  const logs = createLogsService({ store, clock });
  const authorizers = authorizersFor(parts, sts, {
    bucket: (name) => s3.bucketPolicy(name),
    queue: (name) => sqs.queuePolicy(name),
    function: (name) => lambda.functionPolicy(name),
    key: (id) => kms.keyPolicy(id),
  });
  const destinations = eventDestinations(parts.clients, () => lambda.invoker);
  const lambda: LambdaService = closers.add(
    createLambdaService({
      store,
      clock,
      region,
      endpointUrl: parts.url,
      directory: join(dataDirectory, 'lambda'),
      sdkDirectory: sdkDirectory(),
      readObject: (bucket, key, versionId) => s3.readObject(bucket, key, versionId),
      credentials: (roleArn, sessionName) =>
        Promise.resolve(sts.openSession({ roleArn, sessionName }, sessionSeconds)),
      destinations,
      sqs: parts.clients.sqs,
      roleTrust: iam.roleTrust,
      log: logs.functionLog,
      onProblem: (message, error) => log.error({ err: error }, message),
      faults,
    }),
  );
  const iot = closers.add(
    await createIotService({
      store,
      clock,
      accountId,
      region,
      dataDirectory,
      mqtt: { host: options.host, port: options.mqttPort },
      mqttHost,
      millisBetweenConnects:
        options.connectInterval === undefined ? undefined : options.connectInterval * 1000,
      functions: lambda.invoker,
      ruleTargets: ruleTargets(parts.clients, () => clock.nowMillis()),
      roleTrust: iam.roleTrust,
      log,
      faults,
      rates: parts.iotRates,
    }),
  );
  const sqs = createSqsService({
    store,
    clock,
    senderId: (context) => sts.callerId(context),
  });
  const scheduler = createSchedulerService({
    store,
    clock,
    region,
    accountId,
    send: (...message) => destinations.send(...message),
    roleTrust: iam.roleTrust,
    onProblem: (message, error) => log.error({ err: error }, message),
  });
  const stacks = startStacks(parts, lambda.invoker);
  const services: AwsService[] = [
    sts.service,
    iam.service,
    createSsmService({ store, clock }).service,
    s3.service,
    kms.service,
    createEcrService({ store, clock }).service,
    dynamodb.service,
    lambda.service,
    logs.service,
    scheduler.service,
    sqs.service,
    iot.service,
    createIotDataService(iot.broker).service,
    stacks.service,
  ];
  return {
    services,
    authorize: authorizers.request,
    rootCa: iot.rootCertificatePath,
    mqttPort: iot.mqttPort,
    stacks,
    sqs,
    scheduler,
    eventSources: lambda.eventSources,
    start: () => {
      lambda.start();
      stacks.start();
      scheduler.start();
    },
  };
}

/** How long a function's process keeps its credentials. */
const sessionSeconds = 12 * 3600;

/** The `node_modules` folder with the AWS SDK, which functions find in the managed runtime. */
function sdkDirectory(): string {
  const manifest = createRequire(__filename).resolve('@aws-sdk/client-s3/package.json');
  return dirname(dirname(dirname(manifest)));
}
