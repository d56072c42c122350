import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
