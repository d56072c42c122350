import { OptimisticDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, serialRules, type FleetConfig } from '@fleet/fleet-contract';
import type { DeviceAlerts } from '@fleet/iot-registry';
import { pino } from 'pino';
import { serveHook } from '../../../../apps/hook-lambda/src/hook/serve-hook';
import { createIotRegistry } from '../../../../apps/hook-lambda/src/iot/iot-registry';
import { serveProof } from '../../../../apps/hook-lambda/src/proof/proof-handler';
import { decideProvision } from '../../../../apps/hook-lambda/src/provision/provision-hook';
import { decideRotation } from '../../../../apps/hook-lambda/src/rotation/rotation-hook';
import { hookBudget, proofBudget } from '../../../../apps/hook-lambda/src/time/time-budget';
import type { CallCounts } from './call-counts';
import type { RecordMap } from './record-map';
import type { StormIotParts } from './storm-iot';
import { stormIot } from './storm-iot';
import type { VirtualTime } from './virtual-time';

/** Lambda calls a function that has failed again after a minute and after two more (developer guide, invocation-async). */
const retriesAfterMillis = [60_000, 120_000];

export interface StormFunctionsParts extends Omit<StormIotParts, 'attempts'> {
  /** The way to a device that is due when it comes. */
  readonly alerts: DeviceAlerts;
}

/** The hooks and the proof handler as they are deployed, on the time of the storm. */
export class StormFunctions {
  readonly registry: OptimisticDeviceRegistry;
  /** Proofs that are in the queue of failures: only an operator brings those back. */
  lostProofs = 0;
  private readonly provision;
  private readonly rotation;
  private readonly proof;
  private readonly time: VirtualTime;
  private readonly counts: CallCounts;

  constructor(config: FleetConfig, records: RecordMap, parts: StormFunctionsParts) {
    const { time } = parts;
    this.time = time;
    this.counts = parts.counts;
    const names = fleetNames(config.resourceTag);
    const registry = new OptimisticDeviceRegistry(records);
    this.registry = registry;
    const iot = createIotRegistry(
      stormIot({ ...parts, attempts: hookBudget.attempts }),
      names.productionPolicy,
    );
    const iotOfProof = createIotRegistry(
      stormIot({ ...parts, attempts: proofBudget.attempts }),
      names.productionPolicy,
    );
    const rules = serialRules(config);
    const served = {
      fleet: config.resourceTag,
      deadlineMillis: hookBudget.deadline,
      now: () => time.now(),
      log: pino({ level: 'silent' }),
      timer: (millis: number, end: () => void) => time.afterUsual(millis, end),
    };
    const { thingGroup } = names;
    const admission = { mode: 'open' } as const;
    this.provision = serveHook({
      ...served,
      source: 'provision',
      decide: (event, at) =>
        decideProvision({ registry, iot, thingGroup, serialRules: rules, admission }, event, at),
    });
    this.rotation = serveHook({
      ...served,
      source: 'rotation',
      decide: (event, at) =>
        decideRotation({ registry, iot, serialRules: rules, schedule: config }, event, at),
    });
    this.proof = serveProof({
      ...served,
      deadlineMillis: proofBudget.deadline,
      registry,
      iot: iotOfProof,
      warnings: {
        alerts: parts.alerts,
        presenceRule: config.presenceRule,
      },
      serialRules: rules,
      retainDays: config.retainDays,
    });
  }

  /** Calls a pre-provisioning hook. */
  readonly invoke = (functionArn: string, payload: object): Promise<unknown> => {
    this.counts.done('Invoke (Lambda)');
    return functionArn.endsWith('rotation_hook') ? this.rotation(payload) : this.provision(payload);
  };

  /** A topic rule calls the proof handler: nobody waits for it, and Lambda tries again. */
  prove(event: object): void {
    void this.tryToProve(event, 0);
  }

  private async tryToProve(event: object, retries: number): Promise<void> {
    this.counts.done('Invoke (Lambda)');
    try {
      await this.proof(event);
    } catch {
      const wait = retriesAfterMillis[retries];
      if (wait === undefined) {
        this.lostProofs += 1;
        return;
      }
      await this.time.sleep(wait);
      await this.tryToProve(event, retries + 1);
    }
  }
}
