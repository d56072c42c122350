import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { AwsService, RoleInUse } from '@fleet/aws-wire';
import { createCloudWatchService } from '@fleet/services/cloudwatch';
import { createDynamoDbService } from '@fleet/services/dynamodb';
import { createEcrService } from '@fleet/services/ecr';
import { createIotService } from '@fleet/services/iot';
import { createIotDataService } from '@fleet/services/iot-data';
import { createKmsService } from '@fleet/services/kms';
import { createLambdaService } from '@fleet/services/lambda';
import type { LambdaService } from '@fleet/services/lambda';
import { createLogsService } from '@fleet/services/logs';
import { createS3Service } from '@fleet/services/s3';
import { createSchedulerService } from '@fleet/services/scheduler';
import { createSqsService } from '@fleet/services/sqs';
import { createSsmService } from '@fleet/services/ssm';
import { createSnsService } from '@fleet/services/sns';
import { authorizersFor, roleClientsFor } from './authorization/identity-composition';
import type { IdentityServices } from './authorization/identity-composition';
import { iotMeasures, lambdaMeasures, queueMeasures, schedulerMeasures } from './built-in-metrics';
import type { Closers } from './closers';
import type { CloudParts } from './cloud-parts';
import { alarmTargets } from './alarm-targets';
import { eventDestinations, notificationTargets, ruleTargets } from './event-targets';
import type { CloudOptions } from './cloud-options';
import { startStacks } from './stacks-composition';

/** The name by which MQTT clients reach the cloud. */
export function mqttHostOf({ publicHost }: CloudOptions): string {
  // TLS tells a server the name that it is asked for, never an address: so a certificate is checked against a name.
  return publicHost ?? 'localhost';
}

/** Makes every service of the cloud: a line in the list for each, and in front of it what it is made of. */
export async function composeServices(
  parts: CloudParts,
  { iam, sts, onMissingKey }: IdentityServices,
  closers: Closers,
) {
  const { options, store, clock, log, faults, consistency } = parts;
  const { region, accountId, dataDirectory } = options;
  const s3 = createS3Service({ store, clock, region, dataDirectory });
  const kms = createKmsService({ store, clock });
  const dynamodb = closers.add(createDynamoDbService({ store, clock, region, accountId }));
  const authorizers = authorizersFor(
    { ...parts, onMissingKey },
    sts,
    {
      bucket: (name) => s3.bucketPolicy(name),
      queue: (name) => sqs.queuePolicy(name),
      function: (name) => lambda.functionPolicy(name),
      key: (id) => kms.keyPolicy(id),
      topic: (name) => sns.topicPolicy(name),
    },
    () => services,
  );
  const roleClients = closers.add(roleClientsFor(parts, sts));
  const clientsOf = (role: RoleInUse) => roleClients.of(role);
  const authorizeRole = authorizers.role;
  const cloudWatch = createCloudWatchService({
    store,
    clock,
    region,
    accountId,
    targets: alarmTargets({
      clients: parts.clients,
      functions: () => lambda.invoker,
      sourceAccount: accountId,
      authorizeService: authorizers.service,
      topicPolicy: (name) => sns.topicPolicy(name),
    }),
    measureStanding: () => measureQueues(),
    onProblem: (message, error) => log.error({ err: error }, message),
  });
  const { meter } = cloudWatch;
  const measureQueues = queueMeasures(
    meter,
    () => sqs.queueLengths(),
    () => clock.nowMillis(),
  );
  const logs = createLogsService({
    store,
    clock,
    region,
    accountId,
    authorizeRole,
    onEvents: cloudWatch.takeLogEvents,
  });
  const destinations = eventDestinations({
    clients: clientsOf,
    authorizeRole,
    functions: () => lambda.invoker,
    url: parts.url,
  });
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
      queues: { sqs: (role) => clientsOf(role).sqs(), ownSqs: parts.clients.sqs },
      roleTrust: iam.roleTrust,
      authorizeRole,
      log: logs.functionLog,
      measures: lambdaMeasures(meter),
      onProblem: (message, error) => log.error({ err: error }, message),
      faults,
      onOldRuntime: (use) =>
        log.warn({ ...use, node: process.version }, 'a function of an old runtime is run by this Node.js'),
      onFunctionInVpc: (use) =>
        log.warn(use, 'a function that says a VPC is run outside of it: there are no VPCs here'),
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
      mqttHost: mqttHostOf(options),
      millisBetweenConnects:
        options.connectInterval === undefined ? undefined : options.connectInterval * 1000,
      functions: lambda.invoker,
      ruleTargets: ruleTargets(clientsOf, () => clock.nowMillis()),
      roleTrust: iam.roleTrust,
      authorizeRole,
      log,
      faults,
      rates: parts.iotRates,
      measures: iotMeasures(meter),
      consistency,
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
    onAttempt: schedulerMeasures(meter),
    onProblem: (message, error) => log.error({ err: error }, message),
  });
  const sns = createSnsService({
    store,
    clock,
    targets: notificationTargets({
      clients: parts.clients,
      functions: lambda.invoker,
      sourceAccount: accountId,
      authorizeService: authorizers.service,
    }),
    mailDirectory: join(dataDirectory, 'mails'),
    url: parts.url,
    onProblem: (message, error) => log.error({ err: error }, message),
  });
  const stacks = startStacks(parts, lambda.invoker, {
    clients: clientsOf,
    authorize: authorizeRole,
    trust: iam.roleTrust,
    callerRole: (context) => sts.callerRole(context),
  });
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
    cloudWatch.service,
    scheduler.service,
    sqs.service,
    iot.service,
    createIotDataService(iot.broker).service,
    sns.service,
    stacks.service,
  ];
  return {
    services,
    authorize: authorizers.request,
    iot,
    lambda,
    stacks,
    sqs,
    sns,
    scheduler,
    cloudWatch,
    eventSources: lambda.eventSources,
    start: () => {
      lambda.start();
      stacks.start();
      scheduler.start();
      sns.start();
      cloudWatch.start();
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
