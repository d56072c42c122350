import { connect as openSocket } from 'node:net';
import type { ResourceStack } from '@fleet/resource-stack';
import { MqttClient } from 'mqtt';

export interface ProgramOptions {
  readonly clientId: string;
  readonly protocolVersion?: 4 | 5;
}

/** A program of the device, with the MQTT client that Node.js programs have. It comes back when it is cut off. */
export class ProgramClient {
  readonly received: string[] = [];
  /** Connections that it has had. */
  connects = 0;
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly client: MqttClient) {
    client.on('message', (topic, payload) => {
      this.received.push(`${topic} ${payload.toString()}`);
      this.wake();
    });
    client.on('connect', () => {
      this.connects += 1;
      this.wake();
    });
    // Without a listener it would end the test; it connects again.
    client.on('error', () => undefined);
  }

  static async start(
    resources: ResourceStack,
    socketPath: string,
    { clientId, protocolVersion = 5 }: ProgramOptions,
  ): Promise<ProgramClient> {
    const program = await resources.acquire(
      () =>
        Promise.resolve(
          new ProgramClient(
            new MqttClient(() => openSocket(socketPath), {
              clientId,
              protocolVersion,
              reconnectPeriod: 100,
              keepalive: 60,
            }),
          ),
        ),
      ({ client }) => client.endAsync(true),
    );
    await program.until(() => program.connects > 0);
    return program;
  }

  /** Resolves with the PUBACK. @throws when it is a refusal */
  async publish(topic: string, payload: string): Promise<void> {
    await this.client.publishAsync(topic, payload, { qos: 1 });
  }

  /** @throws when it is refused */
  async subscribe(filter: string): Promise<void> {
    await this.client.subscribeAsync(filter, { qos: 1 });
  }

  /** Says goodbye. */
  async end(): Promise<void> {
    await this.client.endAsync();
  }

  /** Resolves once the condition holds, which is looked at with each message and connection. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  private wake(): void {
    this.waiting.forEach((resume) => resume());
    this.waiting.clear();
  }
}
