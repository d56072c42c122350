// Usage: node provision-with-cloud-key.js FOLDER, where FOLDER holds settings.json, the claim certificate
// (claim.pem, claim.key) and the root (root.pem).
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provision, ProvisioningError, RequestRejectedError } from '@fleet/provisioning-protocol';
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
    keys: { from: 'cloud' },
    format: 'cbor',
    timeoutMillis: 10_000,
    signal: AbortSignal.timeout(30_000),
    onCertificate: async ({ certificatePem, privateKey }) => {
      assert(privateKey !== undefined, 'The cloud makes the key');
      await writeFile(join(folder, 'device.key'), privateKey, { mode: 0o600 });
      await writeFile(join(folder, 'device.pem'), certificatePem, { mode: 0o600 });
    },
  });
  process.stdout.write(`${identity.thingName} has certificate ${identity.certificateId}\n`);
} catch (error) {
  if (!(error instanceof ProvisioningError)) {
    throw error;
  }
  const refused = error instanceof RequestRejectedError ? ` (status ${String(error.statusCode)})` : '';
  const advice = error.retryable ? 'try again later, with backoff' : 'trying again will not help';
  process.stderr.write(`${error.operation} failed with ${error.errorCode}${refused}: ${advice}\n`);
  process.exitCode = error.retryable ? 75 : 1;
} finally {
  await client.endAsync();
}
