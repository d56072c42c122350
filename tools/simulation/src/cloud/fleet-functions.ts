import type { Output, PermittingFleet } from '@fleet/fleet-operations';
import { Readable } from 'node:stream';
import { OptimisticDeviceRegistry } from '@fleet/device-registry';
import {
  fleetNames,
  parseFleetConfig,
  serialRules,
  writeArrival,
  type Arrival,
  type FleetConfig,
} from '@fleet/fleet-contract';
import { createDeviceAlerts } from '@fleet/iot-registry';
import { pino } from 'pino';
import { serveHook } from '../../../../apps/hook-lambda/src/hook/serve-hook';
import { createIotRegistry } from '../../../../apps/hook-lambda/src/iot/iot-registry';
import { serveProof } from '../../../../apps/hook-lambda/src/proof/proof-handler';
import { admissionOf } from '../../../../apps/hook-lambda/src/provision/admission';
import { decideProvision } from '../../../../apps/hook-lambda/src/provision/provision-hook';
import { decideRotation } from '../../../../apps/hook-lambda/src/rotation/rotation-hook';
import { hookBudget } from '../../../../apps/hook-lambda/src/time/time-budget';
import { serveArrivals, type Arrivals } from '../../../../apps/rotation-lambda/src/arrivals/serve-arrivals';
import { createIotFleet } from '../../../../apps/rotation-lambda/src/devices/iot-fleet';
import { serveMonitor } from '../../../../apps/rotation-lambda/src/monitor';
import type { SweepParts } from '../../../../apps/rotation-lambda/src/sweep/sweep-parts';
import type { Message } from '../world/world';
import type { CloudState } from './cloud-state';
import { StoppedError, type FaultPoint } from './fault-point';
import { sqsRecord } from './sqs-record';
import { modelledIndex } from './modelled-index';
import { modelledIot } from './modelled-iot';
import { modelledIotData } from './modelled-iot-data';
import { RecordTable } from './record-table';
import { SweepMemory } from './sweep-memory';

/** What a fleet's operator decides about time, in the days of a world that is small enough to be seen through. */
export type FleetDays = Pick<
  FleetConfig,
  'rotationDays' | 'graceDays' | 'retainDays' | 'offlineDays' | 'unheardDays'
>;

export interface CloudUnderTest {
  readonly state: () => CloudState;
  /** What AWS IoT answers from: the same, or as it was a moment ago. */
  readonly stale: () => CloudState;
  readonly faults: FaultPoint;
  /** Whether a function of an older release is at work, as happens during a deploy. */
  readonly isOlder: () => boolean;
  /** A device has come that is to be warned once it has subscribed. */
  readonly warnSoon: (arrival: Arrival) => Promise<void>;
  /** The broker has taken a message. */
  readonly published: (topic: string) => void;
}

/** Nothing here takes any time. */
const noTimer = () => () => undefined;

/** The functions that the stack deploys and the commands that an operator has, all of them on one state. */
export function fleetFunctions(cloud: CloudUnderTest, days: FleetDays) {
  const config = { ...parseFleetConfig({ models: ['sensor'] }), ...days, spreadDays: 0 };
  const names = fleetNames(config.resourceTag);
  const rules = serialRules(config);
  const log = pino({ level: 'silent' });
  const now = () => new Date(cloud.state().now);
  const client = modelledIot(cloud, cloud.faults);
  const registry = new OptimisticDeviceRegistry(
    new RecordTable(cloud.state, cloud.faults, days.graceDays, cloud.isOlder),
  );
  const iotData = modelledIotData(cloud.state, cloud.faults, cloud.published);
  const iot = createIotRegistry(client, names.productionPolicy);
  const served = { fleet: config.resourceTag, deadlineMillis: hookBudget.deadline, now, log, timer: noTimer };
  const { thingGroup } = names;
  const alerts = createDeviceAlerts(iotData);
  const sweepIot = createIotFleet({ iot: client, iotData }, names.productionPolicy);
  const admission = admissionOf(config);
  return {
    config,
    registry,
    provision: serveHook({
      ...served,
      source: 'provision',
      decide: (event, at) =>
        decideProvision({ registry, iot, thingGroup, serialRules: rules, admission }, event, at),
    }),
    rotation: serveHook({
      ...served,
      source: 'rotation',
      decide: (event, at) =>
        decideRotation({ registry, iot, serialRules: rules, schedule: config }, event, at),
    }),
    proof: serveProof({
      ...served,
      registry,
      iot,
      warnings: { alerts, warnSoon: cloud.warnSoon, presenceRule: config.presenceRule },
      serialRules: rules,
      retainDays: days.retainDays,
    }),
    arrival: arrivalOf({ registry, alerts, iot: sweepIot, lookAgain: () => Promise.resolve(), now, log }),
    monitor: monitorOf(
      cloud,
      { ...config, thingGroup },
      {
        registry,
        iot: sweepIot,
        alerts,
        index: modelledIndex(client, cloud.stale, cloud.faults),
        now,
        log,
      },
    ),
    operator: {
      config,
      names,
      serialRules: rules,
      registry,
      iot: client,
      iotData,
      now,
      // Nobody reads logs here.
      refusedRequests: { as: () => Readable.from([]) },
      place: 'the simulation',
    } satisfies PermittingFleet,
  };
}

/** The function behind the queue of arrivals, with one message at a time. @throws StoppedError where it goes back */
function arrivalOf(arrivals: Arrivals) {
  const serve = serveArrivals(arrivals);
  return async ({ clientId: serial, principal: certificateId, moment }: Message): Promise<void> => {
    const body = writeArrival({ serial, certificateId, source: 'presence', connectedAt: new Date(moment) });
    const { batchItemFailures } = await serve({ Records: [sqsRecord(body)] });
    if (batchItemFailures.length > 0) {
      throw new StoppedError();
    }
  };
}

type SweepRules = FleetConfig & { readonly thingGroup: string };
type SweepPorts = Pick<SweepParts['context'], 'iot' | 'alerts' | 'now' | 'log'> &
  Pick<SweepParts, 'index'> & { readonly registry: OptimisticDeviceRegistry };

/** Each sweep begins with no memory of another: what one that was killed has left is the devices' alone. */
function monitorOf({ faults }: CloudUnderTest, rules: SweepRules, ports: SweepPorts) {
  const { index, registry, alerts, ...context } = ports;
  const parts = (): SweepParts => ({
    fleet: rules.resourceTag,
    context: {
      ...context,
      registry,
      rules,
      pacer: faults,
      chorePacer: faults,
      alerts,
    },
    agenda: registry,
    index,
    thingGroup: rules.thingGroup,
    store: new SweepMemory(),
    batchSize: 10,
    unprovenChores: 100,
  });
  const continuations = () => ({
    schedule: () => Promise.resolve(),
    comeAgain: () => Promise.resolve(),
  });
  // What is only counted changes nothing in this world.
  return serveMonitor({ parts, continuations, survey: () => Promise.resolve({}) });
}

/** Nobody reads what the operator's commands say. */
export const silentOutput: Output = {
  json: true,
  result: () => Promise.resolve(),
  say: () => undefined,
  howTo: ({ step }) => step,
  progress: () => undefined,
  isClosed: () => false,
};
