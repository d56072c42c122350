import type { LocalCloudProcess } from '@fleet/local-fleet';
import type { ProvisioningTransport } from '@fleet/provisioning-protocol';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Identity } from './identity';

/** The broker did not let the client in: with a code in CONNACK, or without a word. */
export class ConnectRefusedError extends Error {
  override readonly name = 'ConnectRefusedError';

  constructor(
    readonly clientId: string,
    readonly code: number | undefined,
    readonly protocolVersion: SessionOptions['protocolVersion'],
  ) {
    super(`The connection of ${clientId} was refused: ${code === undefined ? 'closed' : `CONNACK ${code}`}`);
  }
}

export interface SessionOptions extends Pick<IClientOptions, 'protocolVersion' | 'clean'> {
  readonly clientId: string;
}

/** One connection of an MQTT client that can do everything, also what no honest device would do. */
export class MqttSession implements ProvisioningTransport {
  /** Resolves when the connection is gone, with the reason code of a DISCONNECT (MQTT 5) if there was one. */
  readonly closed: Promise<number | undefined>;

  private constructor(
    private readonly client: MqttClient,
    /** Topics of all messages that came, from the CONNACK on. */
    readonly received: readonly string[],
  ) {
    this.closed = closing(client);
  }

  /** @throws ConnectRefusedError */
  static async open(
    cloud: LocalCloudProcess,
    { certificate, privateKey }: Identity,
    { clientId, protocolVersion = 5, clean = true }: SessionOptions,
  ): Promise<MqttSession> {
    const client = connect({
      protocol: 'mqtts',
      ...cloud.endpoints.mqtt,
      ca: cloud.rootCa,
      cert: certificate,
      key: privateKey,
      clientId,
      protocolVersion,
      clean,
      reconnectPeriod: 0,
      resubscribe: false,
    });
    const received: string[] = [];
    client.on('message', (topic) => void received.push(topic));
    // What goes wrong later closes the connection, which `closed` tells.
    client.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      const refuse = (code?: number) => reject(new ConnectRefusedError(clientId, code, protocolVersion));
      client.once('connect', () => resolve());
      client.once('error', (error) =>
        refuse('code' in error && typeof error.code === 'number' ? error.code : undefined),
      );
      client.once('close', () => refuse());
    });
    return new MqttSession(client, received);
  }

  async publish(topic: string, payload: Uint8Array, { qos }: { readonly qos: 0 | 1 }): Promise<void> {
    await this.client.publishAsync(topic, Buffer.from(payload), { qos });
  }

  /** @throws when the broker refuses one of the filters */
  async subscribe(topicFilters: readonly string[]): Promise<void> {
    await this.client.subscribeAsync([...topicFilters], { qos: 1 });
  }

  onMessage(listener: (topic: string, payload: Uint8Array) => void): () => void {
    this.client.on('message', listener);
    return () => this.client.off('message', listener);
  }

  onClose(listener: (reason: Error) => void): () => void {
    const report = () => listener(new Error('the broker closed the connection'));
    this.client.on('close', report);
    return () => this.client.off('close', report);
  }

  /** The next message on a topic. */
  next(topic: string): Promise<Uint8Array> {
    return new Promise((resolve) => {
      const stop = this.onMessage((arrivedOn, payload) => {
        if (arrivedOn !== topic) {
          return;
        }
        stop();
        resolve(payload);
      });
    });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}

function closing(client: MqttClient): Promise<number | undefined> {
  return new Promise((resolve) => {
    let reasonCode: number | undefined;
    client.once('disconnect', (packet) => (reasonCode = packet.reasonCode));
    client.once('close', () => resolve(reasonCode));
  });
}

/**
 * A CONNECT too soon after another with that client id (AWS General Reference, AWS IoT Core quotas): nothing yet, for
 * `eventually` to try again. In MQTT 3.1.1 the connection is closed without a code.
 * @throws any other error
 */
export function throttled(error: unknown): undefined {
  if (error instanceof ConnectRefusedError) {
    const codeOfThrottling = error.protocolVersion === 5 ? 0x97 : undefined;
    if (error.code === codeOfThrottling) {
      return undefined;
    }
  }
  throw error;
}

/**
 * No policy allows the CONNECT yet: nothing, for `eventually` to try again. In MQTT 3.1.1 the connection is closed without
 * a code.
 * @throws any other error
 */
export function notYetAllowed(error: unknown): undefined {
  if (error instanceof ConnectRefusedError) {
    const codeOfDenial = error.protocolVersion === 5 ? 0x87 : undefined;
    if (error.code === codeOfDenial) {
      return undefined;
    }
  }
  throw error;
}
