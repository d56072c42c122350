import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { IoT } from '@aws-sdk/client-iot';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { alertsTopic } from '@fleet/fleet-contract';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import { MqttClient } from 'mqtt';
import { forEachBounded } from '@fleet/bounded-work';

/** So many handshakes at a time; more would only wait for each other. */
const atATime = 32;
/** The longest that AWS IoT admits: pings of thousands of clients would be measured along. */
const keepalive = 1_200;
const policyName = 'bench_any_device';

/** The devices of things that are connected and wait for alerts, all in this process. */
export class ConnectedDevices {
  private readonly clients: MqttClient[] = [];

  private constructor() {
    // Opened by `connect` only.
  }

  /** Connects a device for every name; they share one certificate, whose policy lets it be any of them. */
  static async connect(cloud: LocalCloudProcess, names: Iterable<string>): Promise<ConnectedDevices> {
    const identity = await anyDevice(cloud);
    const devices = new ConnectedDevices();
    try {
      await forEachBounded(names, atATime, (name) => devices.open(cloud, identity, name));
      return devices;
    } catch (error) {
      await devices.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await forEachBounded(this.clients.splice(0), atATime, async (client) => {
      await client.endAsync(true);
    });
  }

  private async open(
    { endpoints }: LocalCloudProcess,
    secureContext: SecureContext,
    name: string,
  ): Promise<void> {
    const { host, port } = endpoints.mqtt;
    const client = new MqttClient(() => connect({ host, port, servername: host, secureContext }), {
      clientId: name,
      protocolVersion: 5,
      clean: true,
      reconnectPeriod: 0,
      keepalive,
      writeCache: false,
    });
    this.clients.push(client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      // One that is lost later shows in what the sweep counts.
      client.on('error', reject);
      client.once('close', () => reject(new Error(`The cloud does not let ${name} connect.`)));
    });
    await client.subscribeAsync(alertsTopic(name), { qos: 1 });
  }
}

/** Made once: to read key and certificates anew for each connection costs more than its handshake. */
async function anyDevice({ endpoints, rootCa }: LocalCloudProcess): Promise<SecureContext> {
  const iot = new IoT(sdkSettings(endpoints));
  try {
    const statement = [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }];
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    await iot.createPolicy({ policyName, policyDocument });
    const key = generateIdentityKey();
    const certificateSigningRequest = createCertificateRequest(key, policyName);
    const { certificateArn, certificatePem } = await iot.createCertificateFromCsr({
      certificateSigningRequest,
      setAsActive: true,
    });
    await iot.attachPolicy({ policyName, target: certificateArn });
    return createSecureContext({ ca: rootCa, cert: certificatePem, key });
  } finally {
    iot.destroy();
  }
}
