import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProgramRules } from '@fleet/program-topics';
import type { IConnectPacket } from 'mqtt-packet';
import type { Agent } from '../agent';
import {
  openLocalEndpoint,
  type LocalEndpoint,
  type LocalEndpointSettings,
} from '../local-endpoint/local-endpoint';
import type { Carrier } from '../provisioning/carrier';
import { provisionDevice } from '../provisioning/provision-device';
import { Dispatcher } from '../session/dispatcher';
import { TestCloud } from './test-cloud';
import { TestDevice } from './test-device';
import { TestProgram } from './test-program';

const never = new AbortController().signal;

/** An agent that lets programs in, before a cloud that follows a script. */
export class TestEndpoint {
  private endpoint: LocalEndpoint | undefined;
  private readonly over = new AbortController();
  private readonly programs: TestProgram[] = [];

  private constructor(
    readonly cloud: TestCloud,
    readonly device: TestDevice,
    private readonly folder: string,
    private readonly agent: Agent,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** The agent of it is not connected yet. */
  static async start(settings: Partial<LocalEndpointSettings> = {}): Promise<TestEndpoint> {
    const cloud = await TestCloud.start();
    const device = new TestDevice(cloud);
    const folder = mkdtempSync(join(tmpdir(), 'endpoint-'));
    const agent = device.start({
      takeMessage: (_thing, topic, payload, qos) => {
        test.endpoint?.deliver({ topic, payload, qos, retain: false });
        return true;
      },
    });
    const test: TestEndpoint = new TestEndpoint(cloud, device, folder, agent, new Dispatcher(agent));
    const rules = new ProgramRules('device-1', {});
    let names = 0;
    test.endpoint = await openLocalEndpoint(
      agent,
      test.dispatcher,
      {
        address: { kind: 'unix', path: test.path },
        passwords: undefined,
        rulesOf: () => rules,
        nonce: () => String((names += 1)).padStart(8, '0'),
        ...settings,
      },
      test.over.signal,
    );
    return test;
  }

  get path(): string {
    return join(this.folder, 'mqtt.sock');
  }

  /** Connects the agent, for the first time or anew. */
  async goOnline(): Promise<Carrier> {
    const carrier = await provisionDevice(this.agent, 60_000, never);
    this.dispatcher.carries(carrier);
    this.endpoint?.carries(carrier);
    return carrier;
  }

  async program(changes: Partial<Omit<IConnectPacket, 'cmd'>> = {}): Promise<TestProgram> {
    const program = await TestProgram.start(this.path, changes);
    this.programs.push(program);
    return program;
  }

  knock(): TestProgram {
    const program = TestProgram.knock(this.path);
    this.programs.push(program);
    return program;
  }

  async dispose(): Promise<void> {
    this.programs.forEach(({ socket }) => socket.destroy());
    this.over.abort(new Error('the test is over'));
    await this.endpoint?.close();
    await this.cloud.close();
    this.device.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
