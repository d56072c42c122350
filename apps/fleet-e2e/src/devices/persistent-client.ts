import type { LocalCloudProcess } from '@fleet/local-fleet';
import { connect, type MqttClient } from 'mqtt';
import type { Identity } from './identity';

/** One CONNECT of a client id is admitted in a second (AWS General Reference, AWS IoT Core quotas). */
const betweenConnectsMillis = 1_200;

/** A client that connects again, as soon as it may, whenever it is disconnected or not let in. */
export class PersistentClient {
  /** How often it was let in. */
  connections = 0;
  /** Reason codes with which the broker has ended its connections, where it has said one. */
  readonly disconnects: number[] = [];
  private readonly client: MqttClient;

  constructor(
    { endpoints, rootCa }: LocalCloudProcess,
    { certificate, privateKey }: Identity,
    clientId: string,
  ) {
    this.client = connect({
      protocol: 'mqtts',
      ...endpoints.mqtt,
      ca: rootCa,
      cert: certificate,
      key: privateKey,
      clientId,
      protocolVersion: 5,
      reconnectPeriod: betweenConnectsMillis,
    });
    this.client.on('connect', () => (this.connections += 1));
    this.client.on('disconnect', ({ reasonCode = 0 }) => this.disconnects.push(reasonCode));
    // To be refused is what it is for.
    this.client.on('error', () => undefined);
  }

  get isConnected(): boolean {
    return this.client.connected;
  }

  async end(): Promise<void> {
    await this.client.endAsync(true);
  }
}
