import 'reflect-metadata';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2049-12-31') };

x509.cryptoProvider.set(webcrypto);

/** A key with its certificate signing request, all in PEM. */
export interface DeviceKey {
  readonly privateKey: string;
  readonly csr: string;
}

export interface SignedCertificate {
  readonly certificateId: string;
  readonly certificatePem: string;
}

export async function createDeviceKey(): Promise<DeviceKey> {
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=device',
    keys,
    signingAlgorithm,
  });
  return { privateKey: await exportKey(keys.privateKey), csr: request.toString('pem') };
}

/** A private key and its public half, as AWS IoT makes them for CreateKeysAndCertificate (RSA 2048). */
export function createCloudKey(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** Issues certificates for the service, the devices and the broker of a test. */
export class CertificateAuthority {
  private serial = 1;

  private constructor(
    private readonly keys: webcrypto.CryptoKeyPair,
    private readonly root: x509.X509Certificate,
  ) {}

  static async create(): Promise<CertificateAuthority> {
    const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: 'CN=test root',
      ...validity,
      keys,
      signingAlgorithm,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    return new CertificateAuthority(keys, root);
  }

  get rootPem(): string {
    return this.root.toString('pem');
  }

  /** Signs for the key in a CSR. */
  async signRequest(csr: string): Promise<SignedCertificate> {
    return this.sign(new x509.Pkcs10CertificateRequest(csr).publicKey);
  }

  /** Signs for a public key in PEM. */
  async signKey(publicKey: string): Promise<SignedCertificate> {
    return this.sign(new x509.PublicKey(publicKey));
  }

  private async sign(publicKey: x509.PublicKey): Promise<SignedCertificate> {
    this.serial += 1;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: this.serial.toString(16).padStart(2, '0'),
      subject: 'CN=localhost',
      issuer: this.root.subject,
      ...validity,
      signingKey: this.keys.privateKey,
      publicKey,
      signingAlgorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
    });
    const thumbprint = Buffer.from(await certificate.getThumbprint('SHA-256'));
    return { certificateId: thumbprint.toString('hex'), certificatePem: certificate.toString('pem') };
  }
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
