import { connectAsync, type MqttClient } from 'mqtt';
import type { ProvisioningTransport } from '@fleet/provisioning-protocol';

/** Where a device connects to, and as whom. PEM texts. */
export interface DeviceCredentials {
  readonly host: string;
  readonly port: number;
  readonly rootCa: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientId: string;
}

/** One MQTT connection of a simulated device; many of them live in one process. */
export class DeviceSession implements ProvisioningTransport {
  private constructor(private readonly client: MqttClient) {}

  static async open(device: DeviceCredentials): Promise<DeviceSession> {
    const { host, port, rootCa, certificate, privateKey, clientId } = device;
    const client = await connectAsync({
      protocol: 'mqtts',
      host,
      port,
      ca: rootCa,
      cert: certificate,
      key: privateKey,
      clientId,
      protocolVersion: 5,
      clean: true,
      // The longest that AWS takes: what thousands of connections say of themselves is not what is measured.
      keepalive: 1_200,
      reconnectPeriod: 0,
      resubscribe: false,
      // As in the agent: the cache costs 18 MB and pays only for brokers.
      writeCache: false,
    });
    return new DeviceSession(client);
  }

  async publish(topic: string, payload: Uint8Array, { qos }: { readonly qos: 0 | 1 }): Promise<void> {
    await this.client.publishAsync(topic, Buffer.from(payload), { qos });
  }

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

  async close(): Promise<void> {
    await this.client.endAsync();
  }
}
