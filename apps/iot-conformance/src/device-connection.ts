import { connect, type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import type { CloudUnderTest } from './cloud-under-test';
import type { MadeCertificate } from './made-in-cloud';

/** The broker did not let the client in: with a code in CONNACK, or without a word. */
export class ConnectRefusedError extends Error {
  override readonly name = 'ConnectRefusedError';

  constructor(
    clientId: string,
    readonly code: number | undefined,
  ) {
    super(`The connection of ${clientId} was refused: ${code === undefined ? 'closed' : `CONNACK ${code}`}`);
  }
}

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** One connection of an MQTT client. */
export class DeviceConnection {
  /** Resolves when the connection is gone, with the reason code of a DISCONNECT (MQTT 5) if there was one. */
  readonly closed: Promise<number | undefined>;

  private constructor(
    readonly client: MqttClient,
    readonly connack: IConnackPacket,
    /** All that came, from the CONNACK on. */
    readonly messages: readonly Message[],
  ) {
    let reasonCode: number | undefined;
    client.once('disconnect', (packet) => (reasonCode = packet.reasonCode));
    this.closed = new Promise((resolve) => client.once('close', () => resolve(reasonCode)));
  }

  /** @throws ConnectRefusedError */
  static async open(
    { mqtt, resources }: CloudUnderTest,
    { certificatePem, privateKey }: Pick<MadeCertificate, 'certificatePem' | 'privateKey'>,
    options: Pick<
      IClientOptions,
      'clientId' | 'protocolVersion' | 'clean' | 'keepalive' | 'properties' | 'will'
    >,
  ): Promise<DeviceConnection> {
    const client = connect({
      protocolVersion: 5,
      ...options,
      protocol: 'mqtts',
      ...mqtt,
      cert: certificatePem,
      key: privateKey,
      reconnectPeriod: 0,
      resubscribe: false,
    });
    resources.defer(() => client.endAsync(true));
    const messages: Message[] = [];
    client.on('message', (topic, payload) => messages.push({ topic, payload: payload.toString() }));
    // What goes wrong later closes the connection, which `closed` tells.
    client.on('error', () => undefined);
    const connack = await new Promise<IConnackPacket>((resolve, reject) => {
      const refuse = (code?: number): void =>
        reject(new ConnectRefusedError(options.clientId ?? '(none)', code));
      client.once('connect', resolve);
      client.once('error', (error) =>
        refuse('code' in error && typeof error.code === 'number' ? error.code : undefined),
      );
      client.once('close', () => refuse());
    });
    return new DeviceConnection(client, connack, messages);
  }

  /** The first message on a topic, also one that came before. */
  next(topic: string): Promise<string> {
    const arrived = this.messages.find((message) => message.topic === topic);
    if (arrived !== undefined) {
      return Promise.resolve(arrived.payload);
    }
    return new Promise((resolve, reject) => {
      this.client.on('message', (arrivedOn, payload) => {
        if (arrivedOn === topic) {
          resolve(payload.toString());
        }
      });
      void this.closed.then(() => reject(new Error(`closed before a message came on ${topic}`)));
    });
  }

  async close(): Promise<void> {
    await this.client.endAsync();
  }
}
