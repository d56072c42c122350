import type { RequestListener } from 'node:http';
import { createAwsListener } from '@fleet/aws-wire';
import type { FaultyRequest } from '@fleet/aws-wire';
import { faultsPath, timePath } from '@fleet/running-cloud';
import type { Endpoints } from '@fleet/running-cloud';
import { Consistency, strongConsistency } from '@fleet/consistency';
import { SettableClock } from '@fleet/emulator-clock';
import { StoreLease } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { Faults } from '@fleet/faults';
import { clientsFor } from '@fleet/own-clients';
import { customResourcePath } from '@fleet/services/cloudformation';
import { awsIotRates } from '@fleet/services/iot';
import { subscriptionPath } from '@fleet/services/sns';
import type { StsService } from '@fleet/services/sts';
import { ClockOffsetRepository } from './administration/clock-offset-repository';
import { CloudTime } from './administration/cloud-time';
import { faultsListener } from './administration/faults-listener';
import { timeListener } from './administration/time-listener';
import { byPath } from './api-server';
import { createIdentityServices } from './authorization/identity-composition';
import { Closers } from './closers';
import { composeServices, mqttHostOf } from './cloud';
import { cloudFaults } from './cloud-faults';
import type { CloudFaults } from './cloud-faults';
import { untilEnded } from './cloud-log';
import type { CloudLog } from './cloud-log';
import type { CloudOptions } from './cloud-options';
import type { CloudParts } from './cloud-parts';
import { withHealth } from './health-listener';
import { warningOnce } from './unsupported-members';

/** What a cloud has beyond a reset. */
export interface LifeGround {
  readonly options: CloudOptions;
  readonly log: CloudLog;
  readonly store: Store;
  readonly administrationToken: string;
  /** URL of the AWS APIs; known once they listen. */
  readonly url: () => string;
}

/** The services of a cloud, from its start or a reset to the next reset or its end. */
export interface Life {
  readonly listener: RequestListener;
  readonly time: CloudTime;
  readonly faults: Faults;
  readonly credentials: Endpoints['credentials'];
  readonly mqttPort: number;
  readonly rootCaFile: string;
  /** To be called once the APIs listen. */
  start(): void;
  /**
   * Ends what needs the APIs to end: stacks, schedules, pollers and who waits for messages.
   * @param abruptly functions and connections, which could take their time, end as well
   */
  quieten(options: { abruptly: boolean }): Promise<void>;
  /** Ends everything else, once no request is under way. */
  end(): Promise<void>;
}

/** @throws the error of `listen`, with its `code`, for a port that cannot be had */
export async function beginLife(ground: LifeGround): Promise<Life> {
  const closers = new Closers();
  try {
    return await begin(ground, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function begin(ground: LifeGround, closers: Closers): Promise<Life> {
  const { options, url } = ground;
  const { region } = options;
  let interrupted = false;
  const log = untilEnded(ground.log, () => interrupted);
  const store = closers.add(new StoreLease(ground.store));
  const offsets = new ClockOffsetRepository(store);
  const clock = closers.add(new SettableClock(offsets.load()));
  const time = new CloudTime(clock, offsets);
  const consistency = options.consistency ? new Consistency(options.consistency) : strongConsistency;
  const identity = createIdentityServices({ options, store, clock, consistency, log });
  const { sts } = identity;
  const credentials = sts.userCredentials(options.credentials);
  const clients = closers.add(clientsFor(() => ({ url: url(), region, credentials })));
  const faults = cloudFaults(log);
  const iotRates = options.quotas === 'aws' ? awsIotRates(clock) : undefined;
  const parts = { options, store, clock, consistency, log, clients, url, faults, iotRates };
  const cloud = await composeServices(parts, identity, closers);
  faults.know(cloud.services);
  const callers = new Closers();
  callers.add(cloud.sqs);
  callers.add(cloud.sns);
  callers.add(cloud.cloudWatch);
  callers.add(cloud.stacks);
  callers.add(cloud.scheduler);
  callers.add(cloud.eventSources);
  // Closed first: whoever waits for a call that is delayed need not wait any longer.
  callers.add(faults);
  return {
    listener: listenerOf(parts, cloud, { sts, time, token: ground.administrationToken }),
    time,
    faults: faults.faults,
    credentials,
    mqttPort: cloud.iot.mqttPort,
    rootCaFile: cloud.iot.rootCertificatePath,
    start: cloud.start,
    quieten: async ({ abruptly }) => {
      interrupted = abruptly;
      if (abruptly) {
        await callers.closeNow(faults);
        await closers.closeNow(cloud.lambda);
      }
      await callers.close();
      if (abruptly) {
        await closers.closeNow(cloud.iot);
      }
    },
    end: () => closers.close(),
  };
}

function listenerOf(
  { options, store, clock, log, faults, iotRates }: CloudParts & { readonly faults: CloudFaults },
  { services, authorize, stacks, sns, iot }: Awaited<ReturnType<typeof composeServices>>,
  { sts, time, token }: { sts: StsService; time: CloudTime; token: string },
): RequestListener {
  const { region, accountId, anyCredentials } = options;
  const awsApis = createAwsListener({
    services,
    region,
    accountId,
    clock,
    signingKey: sts.signingKey,
    anyCredentials,
    authorize,
    stored: () => store.durable(),
    onUnsupported: options.lenient === true ? warningOnce(log) : undefined,
    admits: iotRates && ((service, operation) => service !== 'iot' || iotRates.admitsOperation(operation)),
    faults,
    onFault: (error: unknown, { service, operation, requestId }: FaultyRequest) =>
      log.error({ err: error, service, operation, requestId }, 'a request failed by a fault of the emulator'),
  });
  const administration = {
    token,
    stored: () => store.durable(),
    onFault: (error: unknown) => log.error({ err: error }, 'a request of an administrator failed'),
  };
  const health = {
    region,
    mqtt: { host: mqttHostOf(options), port: iot.mqttPort },
    services: services.map(({ scope }) => scope).sort(),
  };
  const listeners = {
    [customResourcePath]: stacks.answers,
    [subscriptionPath]: sns.links,
    [timePath]: timeListener(time, administration),
    [faultsPath]: faultsListener(faults.faults, administration),
  };
  return withHealth(health, byPath(awsApis, listeners));
}
