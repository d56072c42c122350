import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/**
 * Those that sign the endpoints of Amazon Trust Services: the one for RSA, and the one for elliptic curves, which clients
 * get that offer these (developer guide, "Server authentication"). The other two are reserved.
 */
const names = ['Amazon Root CA 1', 'Amazon Root CA 3'] as const;

/** A root is missing from the store that Node.js ships. */
export class MissingRootCaError extends Error {
  override readonly name = 'MissingRootCaError';

  constructor(rootCa: string) {
    super(`This Node.js has no ${rootCa} in its store: configure rootCa.`);
  }
}

/** The roots that devices need for AWS IoT, one after the other, as PEM. @throws MissingRootCaError */
export function amazonRootCas(store: readonly string[] = rootCertificates): string {
  const bySubject = new Map(store.map((pem) => [new X509Certificate(pem).subject, pem]));
  const roots = names.map((name) => {
    const pem = bySubject.get(`C=US\nO=Amazon\nCN=${name}`);
    if (pem === undefined) {
      throw new MissingRootCaError(name);
    }
    return `${pem}\n`;
  });
  return roots.join('');
}
