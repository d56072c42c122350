import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

x509.cryptoProvider.set(webcrypto);

/** A certificate and its key, PEM, with the id that AWS IoT gives it: the SHA-256 of the DER. */
export interface IssuedPair {
  readonly certificate: string;
  readonly privateKey: string;
  readonly certificateId: string;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate authority for tests: real X.509, made in memory. */
export class TestAuthority {
  private constructor(
    private readonly keys: webcrypto.CryptoKeyPair,
    private readonly root: x509.X509Certificate,
  ) {}

  static async create(): Promise<TestAuthority> {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=Test Root CA',
      keys,
      signingAlgorithm: algorithm,
      notAfter: new Date('2049-12-31'),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(keys, root);
  }

  get rootCa(): string {
    return this.root.toString('pem');
  }

  /** A new key and a certificate over it; for a server with the names it is reached by. */
  async issue(
    commonName: string,
    serverNames: readonly string[] = [],
    validity: Partial<Validity> = {},
  ): Promise<IssuedPair> {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await this.sign(`CN=${commonName}`, keys.publicKey, serverNames, validity);
    const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
    return {
      certificate: certificate.toString('pem'),
      privateKey: x509.PemConverter.encode(der, 'PRIVATE KEY'),
      certificateId: certificateId(certificate),
    };
  }

  /** A certificate over the key of a signing request, whose signature is checked. */
  async issueFor(csrPem: string): Promise<{ certificate: string; certificateId: string }> {
    const request = new x509.Pkcs10CertificateRequest(csrPem);
    if (!(await request.verify())) {
      throw new Error('The signature of the signing request does not verify.');
    }
    const certificate = await this.sign('CN=AWS IoT Certificate', request.publicKey, [], {});
    return { certificate: certificate.toString('pem'), certificateId: certificateId(certificate) };
  }

  private sign(
    subject: string,
    publicKey: webcrypto.CryptoKey | x509.PublicKey,
    serverNames: readonly string[],
    validity: Partial<Validity>,
  ): Promise<x509.X509Certificate> {
    return x509.X509CertificateGenerator.create({
      subject,
      issuer: this.root.subject,
      publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: algorithm,
      notAfter: new Date('2049-12-31'),
      ...validity,
      extensions: [
        new x509.SubjectAlternativeNameExtension(
          serverNames.map((value) => ({ type: 'dns' as const, value })),
        ),
      ],
    });
  }
}

function certificateId(certificate: x509.X509Certificate): string {
  return createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
}
