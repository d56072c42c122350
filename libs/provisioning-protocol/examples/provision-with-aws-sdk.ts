// Usage: node provision-with-aws-sdk.js FOLDER 3|5, over AWS's own SDK with that version of MQTT. FOLDER holds
// settings.json, the claim certificate (claim.pem, claim.key), the root (root.pem), and a new key with its CSR.
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provision, type ProvisioningTransport } from '@fleet/provisioning-protocol';
import {
  sdkClientTransport,
  sdkConnectionTransport,
} from '@fleet/provisioning-protocol/aws-iot-device-sdk-v2';
import { iot, mqtt, mqtt5 } from 'aws-iot-device-sdk-v2';

const [folder = '.', version = '5'] = process.argv.slice(2);
const read = (name: string) => readFile(join(folder, name), 'utf8');
const settings: unknown = JSON.parse(await read('settings.json'));
const { endpoint, serial } = Object.fromEntries(Object.entries(settings ?? {}));
const [host = '', port] = String(endpoint).split(':');
const claim = {
  certificate: await read('claim.pem'),
  key: await read('claim.key'),
  root: await read('root.pem'),
};
const clientId = `claim:${String(process.pid)}`;

async function connect(): Promise<{ transport: ProvisioningTransport; close: () => Promise<void> }> {
  if (version === '3') {
    const config = iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(claim.certificate, claim.key)
      .with_certificate_authority(claim.root)
      .with_endpoint(host)
      .with_port(Number(port))
      .with_client_id(clientId)
      .with_clean_session(true)
      .build();
    const connection = new mqtt.MqttClient().new_connection(config);
    await connection.connect();
    return { transport: sdkConnectionTransport(connection), close: () => connection.disconnect() };
  }
  const config = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromMemory(
    host,
    claim.certificate,
    claim.key,
  )
    .withCertificateAuthority(claim.root)
    .withPort(Number(port))
    .withConnectProperties({ clientId, keepAliveIntervalSeconds: 60 })
    .build();
  const client = new mqtt5.Mqtt5Client(config);
  const connected = once(client, 'connectionSuccess');
  client.start();
  await connected;
  const close = async (): Promise<void> => {
    const stopped = once(client, 'stopped');
    client.stop();
    await stopped;
    client.close();
  };
  return { transport: sdkClientTransport(client), close };
}

const { transport, close } = await connect();
try {
  const identity = await provision(transport, {
    templateName: 'fleet',
    parameters: { SerialNumber: String(serial) },
    keys: { from: 'device', csr: await read('device.csr'), key: await read('device.key') },
    onCertificate: async ({ certificatePem }) => {
      await writeFile(join(folder, 'device.pem'), certificatePem, { mode: 0o600 });
    },
  });
  process.stdout.write(`${identity.thingName} has certificate ${identity.certificateId}\n`);
} finally {
  await close();
}
// Measured with version 1.28 of the SDK: over MQTT 5 its native library keeps the process for another 15 seconds.
process.exit();
