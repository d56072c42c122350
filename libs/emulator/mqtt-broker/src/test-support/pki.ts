import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its key, as PEM, and its AWS IoT certificate id. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly certificateId: string;
}

export interface TestPki {
  readonly ca: string;
  readonly server: Identity;
  issue(commonName: string): Promise<Identity>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const notBefore = new Date('2020-01-01T00:00:00Z');
const notAfter = new Date('2049-12-31T23:59:59Z');

/** A certificate authority for one test file: its server certificate is for `localhost`. */
export async function createTestPki(): Promise<TestPki> {
  x509.cryptoProvider.set(webcrypto);
  const caKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test CA',
    keys: caKeys,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  const issue = async (commonName: string, extensions: x509.Extension[] = []): Promise<Identity> => {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${commonName}`,
      issuer: ca.subject,
      notBefore,
      notAfter,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      extensions,
    });
    const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    const certificateId = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
    return {
      cert: certificate.toString('pem'),
      key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
      certificateId,
    };
  };
  const localhost = new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]);
  return {
    ca: ca.toString('pem'),
    server: await issue('localhost', [localhost]),
    issue: (commonName) => issue(commonName),
  };
}
