import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type OutputFile } from 'esbuild';
import { CertificateAuthority, createDeviceKey } from '../testing/certificate-authority';
import { ProvisioningService } from '../testing/provisioning-service';
import { Broker } from './broker';
import { InstalledPackage } from './installed-package';

let installed: InstalledPackage;
let service: ProvisioningService;
let broker: Broker;

beforeAll(async () => {
  const authority = await CertificateAuthority.create();
  const [claim, device, server] = await Promise.all([
    createDeviceKey(),
    createDeviceKey(),
    createDeviceKey(),
  ]);
  service = new ProvisioningService(authority);
  [installed, broker] = await Promise.all([
    InstalledPackage.create(),
    Broker.start(authority, server, service),
  ]);
  await installed.write('settings.json', JSON.stringify({ endpoint: broker.endpoint, serial: 'pump-7' }));
  await installed.write('claim.pem', (await authority.signRequest(claim.csr)).certificatePem);
  await installed.write('claim.key', claim.privateKey);
  await installed.write('root.pem', authority.rootPem);
  await installed.write('device.key', device.privateKey);
  await installed.write('device.csr', device.csr);
});

afterAll(async () => {
  await broker.stop();
  await installed.remove();
});

async function savedIdentity(): Promise<{ certificate: X509Certificate; key: string }> {
  const [pem, key] = await Promise.all([
    readFile(join(installed.folder, 'device.pem')),
    readFile(join(installed.folder, 'device.key'), 'utf8'),
  ]);
  return { certificate: new X509Certificate(pem), key };
}

describe('the published package', () => {
  it('brings no other package with it', async () => {
    expect(await installed.installedNames()).toEqual(['@fleet']);
  });

  it('is imported by ES modules and required by CommonJS', async () => {
    const print = 'process.stdout.write(typeof library.provision)';
    await installed.write('user.mjs', `import * as library from '@fleet/provisioning-protocol'; ${print}`);
    await installed.write('user.cjs', `const library = require('@fleet/provisioning-protocol'); ${print}`);
    expect(await installed.node('user.mjs')).toMatchObject({ exitCode: 0, stdout: 'function' });
    expect(await installed.node('--no-warnings', 'user.cjs')).toMatchObject({
      exitCode: 0,
      stdout: 'function',
    });
  });

  it('has every file that its page leads to', async () => {
    const folder = join(installed.folder, 'node_modules/@fleet/provisioning-protocol');
    const page = await readFile(join(folder, 'README.md'), 'utf8');
    const targets = [...page.matchAll(/\]\(([^)#:]+)\)/g)].flatMap(([, target]) => target ?? []);
    expect(targets).not.toHaveLength(0);
    await Promise.all(targets.map((target) => stat(join(folder, target))));
  });

  it('costs less than three kilobytes where only topics are read', async () => {
    await installed.write(
      'gateway.mjs',
      "import { matchTopic } from '@fleet/provisioning-protocol'; console.log(matchTopic(process.argv[2])?.kind);",
    );
    const { outputFiles } = await build({
      entryPoints: [join(installed.folder, 'gateway.mjs')],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      write: false,
    });
    const [{ contents }] = outputFiles as [OutputFile];
    expect(contents.byteLength).toBeLessThan(3_000);
    await installed.write('gateway.min.mjs', Buffer.from(contents).toString());
    await expect(installed.node('gateway.min.mjs', '$aws/certificates/create/json')).resolves.toMatchObject({
      stdout: 'request\n',
    });
  });

  it('is compiled by CommonJS users of TypeScript', async () => {
    await installed.linkPeers();
    await installed.write(
      'user.cts',
      `import { provision, ProvisioningError, type ProvisionOptions } from '@fleet/provisioning-protocol';
       import { matchTopic } from '@fleet/provisioning-protocol/topics';
       import { mqttTransport } from '@fleet/provisioning-protocol/mqtt';
       import { sdkClientTransport } from '@fleet/provisioning-protocol/aws-iot-device-sdk-v2';
       import { connect } from 'mqtt';
       export const begin = (options: ProvisionOptions) =>
         provision(mqttTransport(connect('mqtts://localhost')), options).catch((error: unknown) =>
           error instanceof ProvisioningError ? error.operation : sdkClientTransport);
       process.stdout.write(String(matchTopic('$aws/certificates/create/cbor')?.format));`,
    );
    await installed.compile('node16', ['user.cts']);
    const result = await installed.node('--no-warnings', 'out/user.cjs');
    expect(result).toMatchObject({ exitCode: 0, stdout: 'cbor' });
  });

  it('says at once that a client is closed already', async () => {
    await installed.linkPeers();
    await installed.write(
      'closed.mjs',
      `import { registerThing } from '@fleet/provisioning-protocol';
       import { mqttTransport } from '@fleet/provisioning-protocol/mqtt';
       import { readFileSync } from 'node:fs';
       import mqtt from 'mqtt';
       const client = await mqtt.connectAsync('mqtts://${broker.endpoint}', {
         cert: readFileSync('claim.pem'), key: readFileSync('claim.key'), ca: readFileSync('root.pem'),
       });
       const before = mqttTransport(client);
       await client.endAsync();
       for (const transport of [before, mqttTransport(client)]) {
         await registerThing(transport, { templateName: 'fleet', certificateOwnershipToken: 'token' }).catch(
           (error) => console.log(error.message),
         );
       }`,
    );
    expect(await installed.node('closed.mjs')).toMatchObject({
      stdout:
        'the connection was lost before RegisterThing was answered: the connection of the MQTT client has ended\n' +
        'the connection was lost before RegisterThing was answered: the MQTT client is not connected\n',
    });
  });

  describe('with its examples compiled against the published types', () => {
    beforeAll(() => installed.compileExamples());

    it('recognises topics', async () => {
      const { exitCode, stdout } = await installed.node('out/recognise-topics.js');
      expect(exitCode).toBe(0);
      expect(stdout).toBe(
        'CreateCertificateFromCsr request, refused on $aws/certificates/create-from-csr/cbor/rejected\n' +
          'RegisterThing accepted, refused on $aws/provisioning-templates/fleet/provision/json/rejected\n' +
          'cmd/pump/alerts: not ours\n',
      );
    });

    it('provisions a device with its own key over mutual TLS', async () => {
      const result = await installed.node('out/provision-with-own-key.js', '.');
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      const { certificate, key } = await savedIdentity();
      expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
      const id = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
      expect(result.stdout).toBe(`pump-7 has certificate ${id}\n`);
      expect((await stat(join(installed.folder, 'ownership-token'))).mode & 0o777).toBe(0o600);
    });

    it.each(['3', '5'])("provisions a device over AWS's own SDK, MQTT %s", async (version) => {
      const result = await installed.node('out/provision-with-aws-sdk.js', '.', version);
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      const { certificate } = await savedIdentity();
      const id = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
      expect(result.stdout).toBe(`pump-7 has certificate ${id}\n`);
    });

    it('provisions a device with a key from the cloud, in CBOR', async () => {
      const before = await savedIdentity();
      const result = await installed.node('out/provision-with-cloud-key.js', '.');
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      const { certificate, key } = await savedIdentity();
      expect(key).not.toBe(before.key);
      expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect(service.requests.at(-1)?.topic).toMatchObject({ operation: 'RegisterThing', format: 'cbor' });
    });

    it('ends with a sentence and an exit code when the service refuses', async () => {
      service.refusals.set('RegisterThing', {
        statusCode: 403,
        errorCode: 'AccessDenied',
        errorMessage: 'no',
      });
      expect(await installed.node('out/provision-with-cloud-key.js', '.')).toMatchObject({
        exitCode: 75,
        stderr: 'RegisterThing failed with AccessDenied (status 403): try again later, with backoff\n',
      });
    });
  });
});
