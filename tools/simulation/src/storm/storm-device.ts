import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fleetNames, parseSerial } from '@fleet/fleet-contract';
import type { Agent } from '../../../../apps/edge-agent/src/agent';
import type { AgentEvent } from '../../../../apps/edge-agent/src/agent-event';
import { connectJournalIn } from '../../../../apps/edge-agent/src/connection/connect-journal';
import {
  awsConnectIntervalMillis,
  ConnectPace,
} from '../../../../apps/edge-agent/src/connection/connect-pacing';
import { IdentityStore } from '../../../../apps/edge-agent/src/identity/identity-store';
import type { KeyStore } from '../../../../apps/edge-agent/src/keys/key-store';
import { Recovery } from '../../../../apps/edge-agent/src/provisioning/recovery';
import { RetryPolicy } from '../../../../apps/edge-agent/src/provisioning/retry-policy';
import { alertTrigger } from '../../../../apps/edge-agent/src/rotation/alert-trigger';
import { dueTrigger } from '../../../../apps/edge-agent/src/rotation/due-trigger';
import { RotationSchedule } from '../../../../apps/edge-agent/src/rotation/rotation-schedule';
import { runAgent } from '../../../../apps/edge-agent/src/session/run-agent';
import type { Timing } from '../../../../apps/edge-agent/src/timing/timing';
import type { StormCloud } from './storm-cloud';
import type { VirtualTime } from './virtual-time';

/** What the agent waits at most before it carries out a warning: the default of `--rotation-spread`. */
const rotationSpreadMillis = 60_000;

class SwitchedOffError extends Error {
  override readonly name = 'SwitchedOffError';
}

export interface StormDeviceParts {
  readonly time: VirtualTime;
  readonly cloud: StormCloud;
  readonly random: () => number;
  readonly folder: string;
  readonly keys: KeyStore;
  readonly onEvent: (serial: string, event: AgentEvent) => void;
}

/** The agent of one device, as `agent run` puts it together, with a disk of its own. */
export class StormDevice {
  /** What has ended the agent: nothing should. */
  failure: unknown;
  private power = new AbortController();
  private bootedAt = 0;
  private boots = 0;
  private names = 0;

  constructor(
    readonly serial: string,
    private readonly parts: StormDeviceParts,
  ) {
    mkdirSync(join(parts.folder, serial), { recursive: true });
  }

  /** Starts the agent, which runs until the device is switched off. */
  switchOn(): void {
    this.power = new AbortController();
    this.boots += 1;
    this.bootedAt = this.parts.time.nowMillis();
    void this.run(this.power.signal);
  }

  switchOff(): void {
    this.power.abort(new SwitchedOffError());
  }

  private async run(signal: AbortSignal): Promise<void> {
    const agent = this.agent();
    try {
      const schedule = new RotationSchedule(agent.timing, rotationSpreadMillis);
      const triggers = [alertTrigger, dueTrigger];
      const rotationRetries = RetryPolicy.of(agent);
      await runAgent(agent, { triggers, schedule, rotationRetries, onCarrier: () => undefined }, signal);
    } catch (error) {
      if (!(error instanceof SwitchedOffError)) {
        this.failure = error;
      }
    }
  }

  private agent(): Agent {
    const { cloud, folder, keys, onEvent } = this.parts;
    const { serial } = this;
    const { rotationDays, graceDays, spreadDays, resourceTag } = cloud.config;
    const names = fleetNames(resourceTag);
    const identityDirectory = join(folder, serial, 'identity');
    const report = (event: AgentEvent): void => onEvent(serial, event);
    const warn = (message: string): void => report({ event: 'warning', message });
    const timing = this.timing();
    const identities = IdentityStore.open(identityDirectory, {
      now: () => new Date(timing.now()),
      nonce: () => String((this.names += 1)).padStart(8, '0'),
      warn,
      keys,
    });
    const pace = new ConnectPace({
      timing,
      intervalMillis: awsConnectIntervalMillis,
      journal: connectJournalIn(identityDirectory),
      onWait: () => undefined,
      warn,
    });
    return {
      device: {
        serial: parseSerial(serial),
        modelType: 'model-1',
        parameters: {},
        endpoint: { host: 'storm', port: 8883 },
        provisioningTemplate: names.provisioningTemplate,
        rotationTemplate: names.rotationTemplate,
        rotationDays,
        graceDays,
        spreadDays,
        rootCa: '',
        identityDirectory,
        readClaim: () => cloud.claim,
        readVoucher: () => undefined,
      },
      identities,
      connect: pace.paced(cloud.broker.connect),
      connectTurn: pace.turn.bind(pace),
      recovery: new Recovery(identityDirectory, { timing, warn }),
      timing,
      keyOrigin: { from: 'device', algorithm: 'ec-p256' },
      report,
      takeMessage: () => true,
    };
  }

  private timing(): Timing {
    const { time, random } = this.parts;
    return {
      now: () => time.nowMillis(),
      elapsed: () => time.nowMillis(),
      sinceBoot: () => ({ boot: String(this.boots), millis: time.nowMillis() - this.bootedAt }),
      random,
      sleep: (millis, signal) => time.sleep(millis, signal),
    };
  }
}
