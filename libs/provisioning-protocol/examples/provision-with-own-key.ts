// Usage: node provision-with-own-key.js FOLDER, where FOLDER holds settings.json, the claim certificate
// (claim.pem, claim.key), the root (root.pem), and a new key with its CSR (device.key, device.csr).
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provision } from '@fleet/provisioning-protocol';
import { mqttTransport } from '@fleet/provisioning-protocol/mqtt';
import mqtt from 'mqtt';

const folder = process.argv[2] ?? '.';
const read = (name: string) => readFile(join(folder, name), 'utf8');
const settings: unknown = JSON.parse(await read('settings.json'));
const { endpoint, serial } = Object.fromEntries(Object.entries(settings ?? {}));

const client = await mqtt.connectAsync(`mqtts://${String(endpoint)}`, {
  clientId: `claim:${String(process.pid)}`,
  cert: await read('claim.pem'),
  key: await read('claim.key'),
  ca: await read('root.pem'),
  reconnectPeriod: 0,
});

try {
  const identity = await provision(mqttTransport(client), {
    templateName: 'fleet',
    parameters: { SerialNumber: String(serial) },
    keys: { from: 'device', csr: await read('device.csr'), key: await read('device.key') },
    // Awaited before the thing is registered: a power cut from here on loses nothing.
    onCertificate: async ({ certificatePem, certificateOwnershipToken }) => {
      await writeFile(join(folder, 'device.pem'), certificatePem, { mode: 0o600 });
      await writeFile(join(folder, 'ownership-token'), certificateOwnershipToken, { mode: 0o600 });
    },
  });
  await chmod(join(folder, 'device.key'), 0o600);
  process.stdout.write(`${identity.thingName} has certificate ${identity.certificateId}\n`);
} finally {
  await client.endAsync();
}
