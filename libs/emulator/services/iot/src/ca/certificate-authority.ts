import { createHash, createPrivateKey, generateKeyPair, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateAuthorityRepository, RootIdentity } from './certificate-authority-repository';
import type { SigningRequest } from './certificate-signing-request';
import { ipOctets } from './ip-octets';
import { isPlainName } from './plain-name';
import { distinguishedName, extensions, signedCertificate, subjectOf } from './signed-certificate';
import type { CertificateIssuer } from './signed-certificate';

const commonName = '2.5.4.3';
const organisation = '2.5.4.10';
const rootSubject = distinguishedName([commonName, 'AWS IoT local root CA'], [organisation, 'local-cloud']);
const deviceSubject = distinguishedName([commonName, 'AWS IoT Certificate']);
const serverSubject = distinguishedName([commonName, 'localhost']);
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
  readonly rootCertificatePem: string;
  private readonly issuer: CertificateIssuer;

  private constructor({ certificatePem, privateKeyPem }: RootIdentity) {
    const { publicKey, raw } = new X509Certificate(certificatePem);
    this.rootCertificatePem = certificatePem;
    this.issuer = {
      subject: subjectOf(raw),
      publicKey: derOf(publicKey),
      privateKey: createPrivateKey(privateKeyPem),
    };
  }

  /** Opens the authority on record, or makes it. */
  static async open(repository: CertificateAuthorityRepository): Promise<CertificateAuthority> {
    return new CertificateAuthority(repository.find() ?? (await makeRoot(repository)));
  }

  /** A client certificate for the key of a signing request; the same request twice gives two certificates. */
  issue(request: SigningRequest, now: Date): IssuedCertificate {
    const notBefore = new Date(Math.floor((now.getTime() - backdateMillis) / 1_000) * 1_000);
    const validity = { notBefore, notAfter: certificateEnd };
    const der = this.sign(request, validity, []);
    if (!isPlainName(request.subject)) {
      // What OpenSSL cannot read is not issued.
      return describeCertificate(new X509Certificate(der));
    }
    // To parse a certificate takes longer than to sign it.
    return { certificateId: certificateIdOf(der), certificatePem: certificatePemOf(der), ...validity };
  }

  /** A key pair and its client certificate. The private key is nowhere but in the answer. */
  async issueWithKeys(now: Date): Promise<IssuedKeysAndCertificate> {
    const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2_048 });
    const issued = this.issue({ subject: deviceSubject, publicKey: derOf(publicKey) }, now);
    return {
      ...issued,
      privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }

  /** Key and certificate of a TLS server that answers to these host names and addresses. */
  async issueServerIdentity(hosts: readonly string[]): Promise<{ key: string; cert: string }> {
    const { publicKey, privateKey } = await makeKeyPair('ec', { namedCurve: 'P-256' });
    const names = [...new Set(hosts)].map((host) => {
      const ip = ipOctets(host);
      return ip === undefined ? { dns: host } : { ip };
    });
    const certificate = this.sign(
      { subject: serverSubject, publicKey: derOf(publicKey) },
      { notBefore: authorityBeginning, notAfter: certificateEnd },
      [extensions.serverAuthentication, extensions.subjectNames(names)],
    );
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { key, cert: certificatePemOf(certificate) };
  }

  private sign(
    { subject, publicKey }: SigningRequest,
    validity: { notBefore: Date; notAfter: Date },
    more: readonly Buffer[],
  ): Buffer {
    return signedCertificate(
      {
        subject,
        publicKey,
        ...validity,
        extensions: [
          extensions.basicConstraints({ isAuthority: false }),
          extensions.digitalSignature,
          ...more,
          extensions.authorityKey(this.issuer.publicKey),
          extensions.subjectKey(publicKey),
        ],
      },
      this.issuer,
    );
  }
}

/** A certificate's id: the SHA-256 of its DER. */
export function certificateIdOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** As OpenSSL writes it (RFC 7468, section 5). */
function certificatePemOf(der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** What is on record of a certificate, read from the certificate itself. */
export function describeCertificate(certificate: X509Certificate): IssuedCertificate {
  return {
    certificateId: certificateIdOf(certificate.raw),
    certificatePem: certificate.toString(),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
}

async function makeRoot(repository: CertificateAuthorityRepository): Promise<RootIdentity> {
  const { publicKey, privateKey } = await makeKeyPair('ec', { namedCurve: 'P-256' });
  const key = derOf(publicKey);
  const certificate = signedCertificate(
    {
      subject: rootSubject,
      publicKey: key,
      notBefore: authorityBeginning,
      notAfter: certificateEnd,
      extensions: [
        extensions.basicConstraints({ isAuthority: true }),
        extensions.certificateSignature,
        extensions.subjectKey(key),
      ],
    },
    { subject: rootSubject, publicKey: key, privateKey },
  );
  const root = {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: certificatePemOf(certificate),
  };
  repository.insert(root);
  return root;
}

function derOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}
