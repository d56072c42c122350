import { X509Certificate } from 'node:crypto';
import type { ConnectionCertificate, NameAttribute } from '@fleet/iot-policy';

/** Names of distinguished name attributes as OpenSSL spells them. */
const nameAttributes: Readonly<Record<string, NameAttribute>> = {
  dnQualifier: 'DistinguishedNameQualifier',
  C: 'Country',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  ST: 'State',
  CN: 'CommonName',
  serialNumber: 'SerialNumber',
  title: 'Title',
  SN: 'Surname',
  GN: 'GivenName',
  initials: 'Initials',
  pseudonym: 'Pseudonym',
  generationQualifier: 'GenerationQualifier',
};

/** What policy variables can ask of a client certificate (developer guide: cert-policy-variables). */
export function certificateNames(pem: string): ConnectionCertificate {
  const certificate = new X509Certificate(pem);
  return {
    serialNumber: BigInt(`0x${certificate.serialNumber}`).toString(),
    subject: namesIn(certificate.subject),
    issuer: namesIn(certificate.issuer),
  };
}

/** Reads the lines `CN=name` that Node answers for a distinguished name. */
function namesIn(distinguishedName: string | undefined): Partial<Record<NameAttribute, string[]>> {
  const names: Partial<Record<NameAttribute, string[]>> = {};
  for (const line of distinguishedName?.split('\n') ?? []) {
    const separator = line.indexOf('=');
    const attribute = nameAttributes[line.slice(0, separator)];
    if (attribute !== undefined) {
      (names[attribute] ??= []).push(line.slice(separator + 1));
    }
  }
  return names;
}
