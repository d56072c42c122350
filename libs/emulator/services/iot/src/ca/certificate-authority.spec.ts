import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as peculiar from '@peculiar/x509';
import { cutOff, ecdsa, forged, p256, rsa, signingRequest } from '../testing/signing-requests';
import type { KeyAlgorithm } from '../testing/signing-requests';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';
import { describeCertificate } from './certificate-authority';

describe('the certificate authority', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane({ serverHosts: ['broker.example'] });
  });
  afterEach(() => cloud.close());

  it.each<[string, KeyAlgorithm]>([
    ['P-256', p256],
    ['P-384', ecdsa('P-384', 'SHA-384')],
    ['P-521', ecdsa('P-521', 'SHA-512')],
    ['RSA 2048', rsa(2_048)],
    ['RSA 3072 and SHA-512', { ...rsa(3_072), hash: 'SHA-512' }],
    ['RSA 2048 and PSS', { ...rsa(2_048), name: 'RSA-PSS', saltLength: 32 }],
  ])('issues a certificate for a %s key', async (_name, algorithm) => {
    const issued = await cloud.iot.issuance.fromSigningRequest(await signingRequest(algorithm));
    const certificate = new X509Certificate(issued.certificatePem);
    const root = new X509Certificate(cloud.iot.rootCertificatePem);
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect(certificate.checkIssued(root)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subject).toBe('CN=a device\nO=Acme');
    expect(issued.certificateId).toBe(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(new Date(certificate.validTo)).toEqual(new Date('2049-12-31T23:59:59Z'));
    // What is on record is what OpenSSL reads.
    expect(issued).toEqual(describeCertificate(certificate));
  });

  it('writes certificates that another implementation reads', async () => {
    const { certificatePem } = await cloud.iot.issuance.fromSigningRequest(await signingRequest());
    const issued = new peculiar.X509Certificate(certificatePem);
    const root = new peculiar.X509Certificate(cloud.iot.rootCertificatePem);
    const server = new peculiar.X509Certificate(cloud.iot.serverIdentity.cert);
    const rootKey = await peculiar.SubjectKeyIdentifierExtension.create(root.publicKey);
    for (const certificate of [issued, server]) {
      await expect(certificate.verify({ publicKey: root, signatureOnly: true })).resolves.toBe(true);
      const ownKey = await peculiar.SubjectKeyIdentifierExtension.create(certificate.publicKey);
      expect(certificate.getExtension(peculiar.SubjectKeyIdentifierExtension)?.keyId).toBe(ownKey.keyId);
      expect(certificate.getExtension(peculiar.AuthorityKeyIdentifierExtension)?.keyId).toBe(rootKey.keyId);
      expect(certificate.getExtension(peculiar.BasicConstraintsExtension)).toMatchObject({
        ca: false,
        critical: true,
      });
      expect(certificate.getExtension(peculiar.KeyUsagesExtension)).toMatchObject({
        usages: peculiar.KeyUsageFlags.digitalSignature,
        critical: true,
      });
    }
    expect(root.getExtension(peculiar.SubjectKeyIdentifierExtension)?.keyId).toBe(rootKey.keyId);
    expect(root.getExtension(peculiar.BasicConstraintsExtension)).toMatchObject({ ca: true, critical: true });
    expect(root.getExtension(peculiar.KeyUsagesExtension)?.usages).toBe(
      peculiar.KeyUsageFlags.keyCertSign | peculiar.KeyUsageFlags.cRLSign,
    );
    expect(server.getExtension(peculiar.ExtendedKeyUsageExtension)?.usages).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(new X509Certificate(cloud.iot.serverIdentity.cert).subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:broker.example',
    );
  });

  it.each([
    ['what is no PEM', () => Promise.resolve('hello')],
    ['garbage in PEM', () => Promise.resolve(pem('AAAA'))],
    ['what is too long', () => Promise.resolve(pem('A'.repeat(4_096)))],
    ['an RSA key of 1,024 bits', () => signingRequest(rsa(1_024))],
    ['a signature of another key', async () => forged(await signingRequest())],
    ['a signature with SHA-1', () => signingRequest({ ...rsa(2_048), hash: 'SHA-1' })],
    ['a request that is cut off', async () => cutOff(await signingRequest())],
  ])('refuses %s', async (_what, request) => {
    await expect(cloud.iot.issuance.fromSigningRequest(await request())).rejects.toMatchObject({
      code: 'InvalidRequestException',
    });
  });

  it('is made once: what it issued is good after a restart', async () => {
    const { certificatePem } = await cloud.iot.issuance.withKeys();
    const again = await openTestControlPlane({ store: { ...bound(cloud.store), close: () => undefined } });
    expect(again.iot.rootCertificatePem).toBe(cloud.iot.rootCertificatePem);
    const root = new X509Certificate(again.iot.rootCertificatePem);
    expect(new X509Certificate(certificatePem).verify(root.publicKey)).toBe(true);
    again.close();
  });

  it('gives clients a root file that only its owner can read, and no key', () => {
    const content = readFileSync(cloud.iot.rootCertificatePath, 'utf8');
    expect(content).toBe(cloud.iot.rootCertificatePem);
    expect(content).not.toContain('PRIVATE KEY');
    expect(statSync(cloud.iot.rootCertificatePath).mode & 0o777).toBe(0o600);
  });

  it.each(['localhost', 'broker.example'])(
    'makes a server that TLS clients trust as %s',
    async (servername) => {
      const { key, cert } = cloud.iot.serverIdentity;
      const server = createServer({ key, cert }, (socket) => socket.end());
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const ca = readFileSync(cloud.iot.rootCertificatePath);
      const socket = connect({ port, host: '127.0.0.1', ca, servername });
      await once(socket, 'secureConnect');
      expect(socket.authorized).toBe(true);
      socket.destroy();
      server.close();
      await once(server, 'close');
    },
  );
});

function pem(content: string): string {
  return `-----BEGIN CERTIFICATE REQUEST-----\n${content}\n-----END CERTIFICATE REQUEST-----`;
}

function bound(store: TestControlPlane['store']): TestControlPlane['store'] {
  return {
    run: store.run.bind(store),
    get: store.get.bind(store),
    one: store.one.bind(store),
    all: store.all.bind(store),
    iterate: store.iterate.bind(store),
    transaction: store.transaction.bind(store),
    migrate: store.migrate.bind(store),
    durable: store.durable.bind(store),
    flush: store.flush.bind(store),
    close: store.close.bind(store),
  };
}
