import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Pkcs10CertificateRequest, X509CertificateGenerator } from '@peculiar/x509';
import fc from 'fast-check';
import {
  certificateBelongsTo,
  createCertificateRequest,
  generateIdentityKey,
  generateIdentityKeyOf,
  keyAlgorithmOf,
  keyAlgorithms,
  UnsupportedKeyError,
  type KeyAlgorithm,
} from './index';

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

  const signatures: Readonly<Record<KeyAlgorithm, object>> = {
    'ec-p256': { name: 'ECDSA', hash: { name: 'SHA-256' } },
    'ec-p384': { name: 'ECDSA', hash: { name: 'SHA-384' } },
    'ec-p521': { name: 'ECDSA', hash: { name: 'SHA-512' } },
    'rsa-2048': { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-256' } },
    'rsa-3072': { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-256' } },
  };

  it.each(keyAlgorithms)(
    'for a key of %s is signed with the hash that goes with it, and stays within what AWS IoT accepts',
    async (algorithm) => {
      const chosen = await generateIdentityKeyOf(algorithm);
      const pem = createCertificateRequest(chosen, 's'.repeat(64));
      const request = new Pkcs10CertificateRequest(pem);
      expect(request.signatureAlgorithm).toMatchObject(signatures[algorithm]);
      await expect(request.verify()).resolves.toBe(true);
      expect(Buffer.from(request.publicKey.rawData)).toEqual(spki(chosen));
      expect(pem.length).toBeLessThanOrEqual(4096);
    },
  );

  it('is what the library for ASN.1 would write, byte for byte, whatever the subject', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 70 }), (commonName) => {
        const der = Buffer.from(
          new Pkcs10CertificateRequest(createCertificateRequest(key, commonName)).rawData,
        );
        const parsed = AsnConvert.parse(der, CertificationRequest);
        expect(Buffer.from(AsnConvert.serialize(parsed))).toEqual(der);
        const [name] = parsed.certificationRequestInfo.subject;
        expect(name?.[0]?.value.utf8String).toBe(commonName.length > 64 ? undefined : commonName);
      }),
    );
  });

  it('names the algorithm of RSA with NULL parameters, without which strict readers refuse it', async () => {
    const pem = createCertificateRequest(await generateIdentityKeyOf('rsa-2048'), 'sensor-1');
    const der = Buffer.from(new Pkcs10CertificateRequest(pem).rawData).toString('hex');
    expect(der).toContain('300d06092a864886f70d01010b0500');
  });

  it.each([
    ['ed25519', generateKeyPairSync('ed25519').privateKey],
    ['ec-secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey],
  ])('is not to be had for a key of %s, which AWS IoT does not take', (name, unsupported) => {
    const pem = unsupported.export({ type: 'pkcs8', format: 'pem' }).toString();
    const request = () => createCertificateRequest(pem, 'sensor-1');
    expect(request).toThrow(UnsupportedKeyError);
    expect(request).toThrow(`a key of ${name}:`);
  });
});

describe('an identity key', () => {
  it('is an ECDSA key on P-256', () => {
    expect(createPrivateKey(generateIdentityKey()).asymmetricKeyDetails).toMatchObject({
      namedCurve: 'prime256v1',
    });
  });

  it.each(keyAlgorithms)('of %s is what it says', async (algorithm) => {
    const key = createPrivateKey(await generateIdentityKeyOf(algorithm));
    expect(keyAlgorithmOf(key)).toBe(algorithm);
    expect(keyAlgorithmOf(createPublicKey(key))).toBe(algorithm);
  });

  it('of another algorithm is named by the same pattern', () => {
    expect(keyAlgorithmOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)).toBe('rsa-1024');
    expect(keyAlgorithmOf(generateKeyPairSync('ed25519').publicKey)).toBe('ed25519');
  });

  it('of RSA leaves the event loop to others while it is made', async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1), 1);
    await generateIdentityKeyOf('rsa-3072');
    clearInterval(others);
    expect(turns).toBeGreaterThan(0);
  });

  it('is distinguished from the key of another certificate, and from what is no certificate', async () => {
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
