import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSerial } from '@fleet/fleet-contract';
import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
import { connectJournalIn } from '../connection/connect-journal';
import { awsConnectIntervalMillis, ConnectPace } from '../connection/connect-pacing';
import { openMqttConnection } from '../connection/open-mqtt-connection';
import { IdentityStore } from '../identity/identity-store';
import { Recovery } from '../provisioning/recovery';
import { reportMessages } from '../session/incoming-messages';
import { keyFiles } from '../keys/files/key-files';
import type { KeyStore } from '../keys/key-store';
import { JumpingTiming } from './jumping-timing';
import type { TestCloud } from './test-cloud';
import { credentialsOfPair } from './test-credentials';

/** A device with a disk of its own, that can be switched on again and again. */
export class TestDevice {
  readonly events: AgentEvent[] = [];
  readonly timing: JumpingTiming;
  folder = mkdtempSync(join(tmpdir(), 'agent-'));
  /** What the factory has given it. */
  voucher: string | undefined;
  /** The settings of its connections, also of those that are open. */
  readonly settings = { keepAliveSeconds: 60, connectTimeoutMillis: 5_000, acknowledgementMillis: 30_000 };
  parameters: Readonly<Record<string, string>> = {};
  /** Where its keys are made, and lie. */
  keys: KeyStore = keyFiles;
  private names = 0;
  private readonly abandoned: string[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly cloud: Pick<TestCloud, 'port' | 'rootCa' | 'claim'>,
    private readonly serial = 'device-1',
    timing = new JumpingTiming(),
  ) {
    this.timing = timing;
  }

  /** The agent as it is after a start: with what is on disk, and nothing else. */
  start(changes: Partial<Pick<Agent, 'keyOrigin' | 'connect' | 'takeMessage'>> = {}): Agent {
    const identityDirectory = join(this.folder, 'identity');
    const warn = (message: string): void => this.report({ event: 'warning', message });
    const identities = IdentityStore.open(identityDirectory, {
      now: () => new Date(this.timing.now()),
      nonce: () => String((this.names += 1)).padStart(8, '0'),
      warn,
      keys: this.keys,
    });
    const pace = new ConnectPace({
      timing: this.timing,
      intervalMillis: awsConnectIntervalMillis,
      journal: connectJournalIn(identityDirectory),
      onWait: (clientId, millis) =>
        this.report({ event: 'connect-delayed', clientId, seconds: Math.round(millis / 1000) }),
      warn,
    });
    return {
      device: {
        serial: parseSerial(this.serial),
        modelType: 'model-a',
        parameters: this.parameters,
        endpoint: { host: 'localhost', port: this.cloud.port },
        provisioningTemplate: 'provisioning',
        rotationTemplate: 'rotation',
        rotationDays: 360,
        graceDays: 14,
        spreadDays: 0,
        rootCa: this.cloud.rootCa,
        identityDirectory,
        readClaim: () => credentialsOfPair(this.cloud.claim),
        readVoucher: () => this.voucher,
      },
      identities,
      connect: pace.paced((request, signal) => openMqttConnection(request, this.settings, signal)),
      connectTurn: pace.turn.bind(pace),
      recovery: new Recovery(identityDirectory, { timing: this.timing, warn }),
      timing: this.timing,
      keyOrigin: { from: 'device', algorithm: 'ec-p256' },
      report: (event) => this.report(event),
      takeMessage: reportMessages(
        (event) => this.report(event),
        () => false,
      ),
      ...changes,
    };
  }

  /** What a kill leaves is the disk as it is at this moment: the agent that was started cannot change it any more. */
  kill(): void {
    const left = this.folder;
    this.folder = mkdtempSync(join(tmpdir(), 'agent-'));
    cpSync(left, this.folder, { recursive: true });
    this.abandoned.push(left);
  }

  /** Waits until the agent has reported such an event. */
  async sees(name: AgentEvent['event'], times = 1): Promise<void> {
    while (this.events.filter(({ event }) => event === name).length < times) {
      await new Promise<void>((resolve) => this.listeners.add(resolve));
    }
  }

  dispose(): void {
    for (const folder of [this.folder, ...this.abandoned]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private report(event: AgentEvent): void {
    this.events.push(event);
    this.listeners.forEach((tell) => tell());
    this.listeners.clear();
  }
}
