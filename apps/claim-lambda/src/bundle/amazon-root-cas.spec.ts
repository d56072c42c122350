import { X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates } from 'node:tls';
import { amazonRootCas } from './amazon-root-cas';

describe('the roots of AWS IoT', () => {
  it('are those for RSA and for elliptic curves, in one text that TLS takes', () => {
    const pem = amazonRootCas();
    const roots = pem.match(/-----BEGIN[^]+?-----END CERTIFICATE-----\n/g) ?? [];
    expect(roots.join('')).toBe(pem);
    expect(
      roots.map((root) => {
        const { subject, publicKey } = new X509Certificate(root);
        return [subject.split('\n').at(-1), publicKey.asymmetricKeyType];
      }),
    ).toEqual([
      ['CN=Amazon Root CA 1', 'rsa'],
      ['CN=Amazon Root CA 3', 'ec'],
    ]);
    expect(() => createSecureContext({ ca: pem })).not.toThrow();
  });

  it('are named when one is missing', () => {
    const others = rootCertificates.filter(
      (pem) => !new X509Certificate(pem).subject.endsWith('CN=Amazon Root CA 3'),
    );
    expect(() => amazonRootCas(others)).toThrow(
      'This Node.js has no Amazon Root CA 3 in its store: configure rootCa.',
    );
  });
});
