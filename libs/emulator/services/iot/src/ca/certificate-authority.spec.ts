import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { p256, ecdsa, forged, rsa, signingRequest } from '../testing/signing-requests';
import type { KeyAlgorithm } from '../testing/signing-requests';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';

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
  });

  it.each([
    ['what is no PEM', () => Promise.resolve('hello')],
    ['garbage in PEM', () => Promise.resolve(pem('AAAA'))],
    ['what is too long', () => Promise.resolve(pem('A'.repeat(4_096)))],
    ['an RSA key of 1,024 bits', () => signingRequest(rsa(1_024))],
    ['a signature of another key', async () => forged(await signingRequest())],
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
