/** Attributes of a distinguished name that policies can ask for. */
export type NameAttribute =
  | 'DistinguishedNameQualifier'
  | 'Country'
  | 'Organization'
  | 'OrganizationalUnit'
  | 'State'
  | 'CommonName'
  | 'SerialNumber'
  | 'Title'
  | 'Surname'
  | 'GivenName'
  | 'Initials'
  | 'Pseudonym'
  | 'GenerationQualifier';

/** Kinds of alternative names that policies can ask for. */
export type AlternativeName =
  'RFC822Name' | 'DNSName' | 'DirectoryName' | 'UniformResourceIdentifier' | 'IPAddress';

export type Names<Attribute extends string> = Readonly<
  Partial<Record<Attribute, string | readonly string[]>>
>;

/** What policies can know of the client certificate (guide, "X.509 Certificate AWS IoT Core policy variables"). */
export interface ConnectionCertificate {
  readonly serialNumber?: string;
  readonly subject?: Names<NameAttribute>;
  readonly issuer?: Names<NameAttribute>;
  readonly subjectAlternativeNames?: Names<AlternativeName>;
  readonly issuerAlternativeNames?: Names<AlternativeName>;
}

const keyPrefix = 'iot:Certificate.';

/** More values of one attribute are ignored. */
const mostValues = 5;

/** What may replace a variable: no wildcard characters, at most 1,024 characters. */
export const substitutablePattern = /^[^*$+?#]{0,1024}$/;

export function isCertificateKey(normalizedKey: string): boolean {
  return normalizedKey.startsWith('iot:certificate.');
}

/**
 * The context keys of a certificate. An attribute with several values has its first under its own name, the
 * second under `<name>.1` and so on, and all under `<name>.List`.
 */
export function certificateKeys(
  certificate: ConnectionCertificate,
): (readonly [string, string | readonly string[]])[] {
  const keys = [
    ...attributeKeys('Subject', certificate.subject),
    ...attributeKeys('Issuer', certificate.issuer),
    ...attributeKeys('Subject.AlternativeName', certificate.subjectAlternativeNames),
    ...attributeKeys('Issuer.AlternativeName', certificate.issuerAlternativeNames),
  ];
  if (certificate.serialNumber !== undefined) {
    keys.push([`${keyPrefix}SerialNumber`, certificate.serialNumber]);
  }
  return [...keys, [`${keyPrefix}AvailableKeys`, keys.map(([key]) => key)]];
}

function attributeKeys(
  party: string,
  names: Readonly<Record<string, string | readonly string[]>> | undefined,
): (readonly [string, string | readonly string[]])[] {
  return Object.entries(names ?? {}).flatMap(([attribute, value]) => {
    const values = (typeof value === 'string' ? [value] : value).slice(0, mostValues).map(escapeSpecial);
    if (values.length === 0) {
      return [];
    }
    const key = `${keyPrefix}${party}.${attribute}`;
    const indexed = values.map((single, index) => [index === 0 ? key : `${key}.${index}`, single] as const);
    return [...indexed, [`${key}.List`, values] as const];
  });
}

/** AWS IoT shows special characters behind a backslash (same page, "Special Characters"). */
function escapeSpecial(value: string): string {
  return value.replace(/[,"\\+=<>;]/g, '\\$&');
}
