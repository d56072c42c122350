import { XmlCodec } from '@aws-sdk/core/protocols';
import type { $Codec } from '@smithy/types';

export type ProtocolKind = 'restJson1' | 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'restXml';

export type PayloadCodec = $Codec<string | Uint8Array, string | Uint8Array>;

/** How a service speaks, as its SDK client is configured to speak to it. */
export interface ClientProtocol {
  readonly kind: ProtocolKind;
  /** Reads and writes bodies (of Query: answers only). */
  readonly codec: PayloadCodec;
  /** Shape namespace, e.g. `com.amazonaws.iot`. */
  readonly namespace: string;
}

const shapeIdPrefix = 'aws.protocols#';
const protocolKinds: readonly ProtocolKind[] = [
  'restJson1',
  'awsJson1_0',
  'awsJson1_1',
  'awsQuery',
  'restXml',
];

/** Formats of dates that the Query protocol demands where a shape does not name one: 5 is `date-time`. */
const queryTimestampFormat = 5;

/**
 * The protocol of the client class in an SDK module. The class has to be instantiated to tell; that opens no
 * connection.
 * @throws TypeError when the module is no SDK client module, or of an SDK whose inner shape has changed
 */
export function clientProtocol(sdk: object): ClientProtocol {
  const client = instantiate(sdk);
  const config = member(client, 'config');
  const protocol = member(config, 'protocol');
  const settings = member(config, 'protocolSettings');
  const kind = kindOf(protocol);
  const namespace = text(member(settings, 'defaultNamespace'));
  return {
    kind,
    namespace,
    codec:
      kind === 'awsQuery' ? queryCodec(namespace, text(member(settings, 'xmlNamespace'))) : codecOf(protocol),
  };
}

function queryCodec(serviceNamespace: string, xmlNamespace: string): PayloadCodec {
  return new XmlCodec({
    timestampFormat: { useTrait: true, default: queryTimestampFormat },
    httpBindings: false,
    xmlNamespace,
    serviceNamespace,
  });
}

function instantiate(sdk: object): unknown {
  const exported: [string, unknown][] = Object.entries(sdk);
  const client = exported.find(([name]) => name.endsWith('Client') && name !== '__Client')?.[1];
  if (!isConstructor(client)) {
    throw new TypeError('the SDK module exports no client class');
  }
  return new client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },
  });
}

function isConstructor(value: unknown): value is new (settings: object) => unknown {
  return typeof value === 'function';
}

function kindOf(protocol: unknown): ProtocolKind {
  const id: unknown = call(protocol, 'getShapeId');
  const kind = protocolKinds.find((candidate) => id === shapeIdPrefix + candidate);
  if (kind === undefined) {
    throw new TypeError(`no server for the protocol ${String(id)}`);
  }
  return kind;
}

function codecOf(protocol: unknown): PayloadCodec {
  const codec = call(protocol, 'getPayloadCodec');
  if (!isCodec(codec)) {
    throw new TypeError('the SDK client has no payload codec');
  }
  return codec;
}

function isCodec(value: unknown): value is PayloadCodec {
  return (
    typeof member(value, 'createSerializer') === 'function' &&
    typeof member(value, 'createDeserializer') === 'function'
  );
}

function call(target: unknown, method: string): unknown {
  const found = member(target, method);
  if (typeof found !== 'function') {
    throw new TypeError(`the SDK client's protocol has no ${method}()`);
  }
  return Reflect.apply(found, target, []);
}

function member(target: unknown, key: string): unknown {
  if (typeof target !== 'object' || target === null) {
    throw new TypeError(`the SDK client has no ${key}`);
  }
  return Reflect.get(target, key);
}

function text(value: unknown): string {
  if (typeof value !== 'string') {
    throw new TypeError("a setting of the SDK client's protocol is not a string");
  }
  return value;
}
