import type { ConnectionCertificate } from './certificate-keys';
import { certificateKeys, isCertificateKey, substitutablePattern } from './certificate-keys';

/** A thing that the certificate of the connection is attached to. */
export interface AttachedThing {
  readonly name: string;
  readonly typeName?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Attached as EXCLUSIVE_THING: the certificate belongs to this thing alone. */
  readonly exclusive?: boolean;
}

/** What is known of the connection whose requests are authorised. */
export interface Connection {
  readonly clientId: string;
  readonly attachedThings?: readonly AttachedThing[];
  /** Read when a policy asks for something of it. */
  readonly certificate?: () => ConnectionCertificate;
  readonly sourceIp?: string;
  /** The host name in the TLS client hello. */
  readonly domainName?: string;
  /** `PersistentConnect`, `LastWill`: what the CONNECT asks for (guide, "Using connectAttributes"). */
  readonly connectAttributes?: readonly string[];
  /** The time for conditions on `aws:CurrentTime` and `aws:EpochTime`; read at every decision. */
  readonly now?: () => Date;
  /** Further context keys. */
  readonly keys?: Readonly<Record<string, string | readonly string[]>>;
}

type ContextKey = readonly [string, string | readonly string[] | undefined];

/** The values of context keys: for policy variables, and for conditions. Made by {@link connectionContext}. */
export class PolicyContext {
  /** One value alone is a text without an array around it: a cloud keeps the context of each connection. */
  private readonly values = new Map<string, string | readonly string[]>();

  /** @param certificate keys of the certificate: to read one takes longer than most decisions, and few policies ask */
  constructor(
    keys: Iterable<ContextKey>,
    private readonly now?: () => Date,
    private certificate?: () => Iterable<ContextKey>,
  ) {
    this.add(keys);
  }

  /** The values of a key that a condition asks for; `undefined` when the request has no such key. */
  key(normalizedKey: string): readonly string[] | undefined {
    if (this.now && normalizedKey === 'aws:currenttime') {
      return [this.now().toISOString()];
    }
    if (this.now && normalizedKey === 'aws:epochtime') {
      return [String(Math.floor(this.now().getTime() / 1000))];
    }
    return this.valuesOf(normalizedKey);
  }

  /** What a policy variable is replaced with; `undefined` when it has no value, an empty one, or several. */
  variable(normalizedKey: string): string | undefined {
    const values = this.valuesOf(normalizedKey);
    const value = values?.length === 1 ? values[0] : undefined;
    if (value === undefined || value === '') {
      return undefined;
    }
    return isCertificateKey(normalizedKey) && !substitutablePattern.test(value) ? undefined : value;
  }

  private valuesOf(normalizedKey: string): readonly string[] | undefined {
    if (this.certificate !== undefined && isCertificateKey(normalizedKey)) {
      const { certificate } = this;
      this.certificate = undefined;
      this.add(certificate());
    }
    const value = this.values.get(normalizedKey);
    return typeof value === 'string' ? [value] : value;
  }

  private add(keys: Iterable<ContextKey>): void {
    for (const [key, value] of keys) {
      if (value !== undefined) {
        this.values.set(normalizedNames.get(key) ?? normalizeKey(key), value);
      }
    }
  }
}

/** Keys that every connection has, each as one text for all of them. */
const normalizedNames: ReadonlyMap<string, string> = new Map(
  [
    'iot:ClientId',
    'aws:SourceIp',
    'iot:DomainName',
    'iot:ConnectAttributes',
    'iot:Connection.Thing.IsAttached',
    'iot:Connection.Thing.ThingName',
    'iot:Connection.Thing.ThingTypeName',
  ].map((key) => [key, normalizeKey(key)]),
);

/**
 * The context of an MQTT connection (guide, "Thing policy variables"). `iot:Connection.Thing.*` speak of the
 * thing that the certificate is attached to and whose name is the client id; of an exclusively attached thing
 * they speak whatever the client id is (guide, "Associating an AWS IoT thing to an MQTT client connection").
 */
export function connectionContext(connection: Connection): PolicyContext {
  const { clientId, attachedThings = [], certificate } = connection;
  const thing = attachedThings.find(({ name, exclusive }) => exclusive === true || name === clientId);
  const keys = [
    ...Object.entries(connection.keys ?? {}),
    ['iot:ClientId', clientId],
    ['aws:SourceIp', connection.sourceIp],
    ['iot:DomainName', connection.domainName],
    ['iot:ConnectAttributes', connection.connectAttributes],
    ['iot:Connection.Thing.IsAttached', String(thing !== undefined)],
    ['iot:Connection.Thing.ThingName', thing?.name],
    ['iot:Connection.Thing.ThingTypeName', thing?.typeName],
    ...Object.entries(thing?.attributes ?? {}).map(
      ([name, value]) => [`iot:Connection.Thing.Attributes[${name}]`, value] as const,
    ),
  ] as const;
  return new PolicyContext(keys, connection.now, certificate && (() => certificateKeys(certificate())));
}

/** Context keys are not case-sensitive (IAM guide, "Condition"); the names of thing attributes are. */
export function normalizeKey(key: string): string {
  const bracket = key.indexOf('[');
  return bracket < 0 ? key.toLowerCase() : key.slice(0, bracket).toLowerCase() + key.slice(bracket);
}
