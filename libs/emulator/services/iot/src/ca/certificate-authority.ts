import 'reflect-metadata';
import { createHash, generateKeyPair, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Extension } from '@peculiar/x509';
import type { CertificateAuthorityRepository, RootIdentity } from './certificate-authority-repository';
import type { SigningRequest } from './certificate-signing-request';

const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rootSubject = 'CN=AWS IoT local root CA, O=local-cloud';
const deviceSubject = 'CN=AWS IoT Certificate';
/** Certificates that AWS IoT makes end here, whenever they were made. */
const certificateEnd = new Date('2049-12-31T23:59:59Z');
/** The authority and the server are trusted by processes on the machine's own clock, wherever the cloud's stands. */
const authorityBeginning = new Date('2020-01-01T00:00:00Z');
/** A device whose clock is a little behind can still use its new certificate. */
const backdateMillis = 120_000;
const makeKeyPair = promisify(generateKeyPair);

export interface IssuedCertificate {
  /** SHA-256 of the DER, in hex. */
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface IssuedKeysAndCertificate extends IssuedCertificate {
  /** PKCS#1 PEM, RSA 2048. */
  readonly privateKeyPem: string;
  /** SubjectPublicKeyInfo PEM. */
  readonly publicKeyPem: string;
}

/** Issues the certificates of this cloud: one root, EC P-256, made once. */
export class CertificateAuthority {
  private constructor(
    readonly rootCertificatePem: string,
    private readonly root: X509Certificate,
    private readonly signingKey: webcrypto.CryptoKey,
  ) {}

  /** Opens the authority on record, or makes it. */
  static async open(repository: CertificateAuthorityRepository): Promise<CertificateAuthority> {
    const identity = repository.find() ?? (await makeRoot(repository));
    const signingKey = await webcrypto.subtle.importKey(
      'pkcs8',
      PemConverter.decodeFirst(identity.privateKeyPem),
      signingAlgorithm,
      false,
      ['sign'],
    );
    return new CertificateAuthority(
      identity.certificatePem,
      new X509Certificate(identity.certificatePem),
      signingKey,
    );
  }

  /** A client certificate for the key of a signing request; the same request twice gives two certificates. */
  async issue(request: SigningRequest, now: Date): Promise<IssuedCertificate> {
    const notBefore = new Date(Math.floor((now.getTime() - backdateMillis) / 1_000) * 1_000);
    const certificate = await this.sign(request, { notBefore, notAfter: certificateEnd }, [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    ]);
    return describeCertificate(certificate);
  }

  /** A key pair and its client certificate. The private key is nowhere but in the answer. */
  async issueWithKeys(now: Date): Promise<IssuedKeysAndCertificate> {
    const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2_048 });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const issued = await this.issue({ subject: deviceSubject, publicKey: spki }, now);
    return {
      ...issued,
      privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }

  /** Key and certificate of a TLS server that answers to these host names and addresses. */
  async issueServerIdentity(hosts: readonly string[]): Promise<{ key: string; cert: string }> {
    const { publicKey, privateKey } = await makeKeyPair('ec', { namedCurve: 'P-256' });
    const names = [...new Set(hosts)].map(
      (host) => ({ type: isIP(host) ? 'ip' : 'dns', value: host }) as const,
    );
    const certificate = await this.sign(
      { subject: 'CN=localhost', publicKey: publicKey.export({ type: 'spki', format: 'der' }) },
      { notBefore: authorityBeginning, notAfter: certificateEnd },
      [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names),
      ],
    );
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { key, cert: `${certificate.toString('pem')}\n` };
  }

  private async sign(
    request: SigningRequest,
    validity: { notBefore: Date; notAfter: Date },
    extensions: Extension[],
  ): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: request.subject,
      issuer: this.root.subject,
      ...validity,
      publicKey: request.publicKey,
      signingKey: this.signingKey,
      signingAlgorithm,
      extensions: [
        ...extensions,
        await AuthorityKeyIdentifierExtension.create(this.root.publicKey),
        await SubjectKeyIdentifierExtension.create(request.publicKey),
      ],
    });
  }
}

/** A certificate's id: the SHA-256 of its DER. */
export function certificateIdOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** What is on record of a certificate, read from the certificate itself. */
export function describeCertificate(certificate: X509Certificate): IssuedCertificate {
  return {
    certificateId: certificateIdOf(new Uint8Array(certificate.rawData)),
    certificatePem: `${certificate.toString('pem')}\n`,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  };
}

async function makeRoot(repository: CertificateAuthorityRepository): Promise<RootIdentity> {
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: rootSubject,
    notBefore: authorityBeginning,
    notAfter: certificateEnd,
    keys,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const root = {
    privateKeyPem: PemConverter.encode(privateKey, 'PRIVATE KEY'),
    certificatePem: `${certificate.toString('pem')}\n`,
  };
  repository.insert(root);
  return root;
}

/** Twenty random octets, positive as RFC 5280 wants them. */
function serialNumber(): string {
  const octets = randomBytes(20);
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets.toString('hex');
}
