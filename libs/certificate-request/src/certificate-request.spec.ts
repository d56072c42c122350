import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';
import { certificateBelongsTo, createCertificateRequest, generateIdentityKey } from './index';

const spki = (privateKeyPem: string) =>
  createPublicKey(createPrivateKey(privateKeyPem)).export({ type: 'spki', format: 'der' });

describe('a certificate signing request', () => {
  const key = generateIdentityKey();

  it('carries the key and is signed with it, as another implementation reads it', async () => {
    const request = new Pkcs10CertificateRequest(createCertificateRequest(key, 'sensor-1'));
    await expect(request.verify()).resolves.toBe(true);
    expect(Buffer.from(request.publicKey.rawData)).toEqual(spki(key));
    expect(request.subject).toBe('CN=sensor-1');
  });

  it('leaves the subject empty for a serial that is longer than a common name may be', async () => {
    const request = new Pkcs10CertificateRequest(createCertificateRequest(key, 's'.repeat(65)));
    expect(request.subject).toBe('');
    await expect(request.verify()).resolves.toBe(true);
  });

  it('stays within what AWS IoT accepts', () => {
    expect(createCertificateRequest(key, 's'.repeat(64)).length).toBeLessThanOrEqual(4096);
  });
});

describe('an identity key', () => {
  it('is an ECDSA key on P-256', () => {
    expect(createPrivateKey(generateIdentityKey()).asymmetricKeyDetails).toMatchObject({
      namedCurve: 'prime256v1',
    });
  });

  it('is told apart from the key of another certificate, and from what is no certificate', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      keys,
      signingAlgorithm: algorithm,
    });
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
    const owner = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({
      type: 'pkcs8',
      format: 'pem',
    });
    const pem = new X509Certificate(Buffer.from(certificate.rawData)).toString();
    expect(certificateBelongsTo(owner.toString(), pem)).toBe(true);
    expect(certificateBelongsTo(generateIdentityKey(), pem)).toBe(false);
    expect(certificateBelongsTo(owner.toString(), 'no certificate')).toBe(false);
    expect(certificateBelongsTo('no key', pem)).toBe(false);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(certificateBelongsTo(rsa.export({ type: 'pkcs8', format: 'pem' }).toString(), pem)).toBe(false);
  });
});
