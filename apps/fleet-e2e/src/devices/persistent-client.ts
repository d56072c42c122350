import type { LocalCloudProcess } from '@fleet/local-fleet';
import { connect, type MqttClient } from 'mqtt';
import type { Identity } from './identity';

/** A client that connects again at once whenever it is disconnected, or not let in. */
export class PersistentClient {
  /** How often it was let in. */
  connections = 0;
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
      reconnectPeriod: 100,
    });
    this.client.on('connect', () => (this.connections += 1));
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
