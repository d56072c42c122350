import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Parsed } from '@fleet/aws-wire';
import * as z from 'zod';
import { invalidParameter } from './errors';

/** Attributes as they are kept: binary values in base64. */
const keptAttributes = z.record(
  z.string(),
  z.union([
    z.object({ DataType: z.string(), StringValue: z.string() }),
    z.object({ DataType: z.string(), BinaryValue: z.base64() }),
  ]),
);
type KeptAttributes = z.infer<typeof keptAttributes>;
type GivenAttribute = Parsed<MessageAttributeValue>;

const maximumAttributes = 10;
const namePattern = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)(?!.*\.$)[A-Za-z0-9_.-]{1,256}$/i;
const dataTypePattern = /^(String|Number|Binary)(\.[A-Za-z0-9_.-]+)?$/;

/**
 * Attributes of a message, checked as "Amazon SQS message metadata" has it, as JSON to keep.
 * @returns also their share of the message's size, in bytes
 * @throws AwsError InvalidParameterValue
 */
export function keepAttributes(given: Readonly<Record<string, GivenAttribute>> | undefined): {
  json: string;
  bytes: number;
} {
  const entries = Object.entries(given ?? {});
  if (entries.length > maximumAttributes) {
    throw invalidParameter(`A message has at most ${maximumAttributes} message attributes.`);
  }
  let bytes = 0;
  const kept: KeptAttributes = {};
  for (const [name, value] of entries) {
    const attribute = checked(name, value);
    kept[name] = attribute;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueOf(attribute).length;
  }
  return { json: JSON.stringify(kept), bytes };
}

function checked(name: string, { DataType, StringValue, BinaryValue }: GivenAttribute) {
  if (!namePattern.test(name)) {
    throw invalidParameter(`The message attribute name ${JSON.stringify(name)} is invalid.`);
  }
  const [, base] = dataTypePattern.exec(DataType) ?? [];
  if (base === undefined || DataType.length > 256) {
    throw invalidParameter(`The message attribute ${name} has an invalid type: ${JSON.stringify(DataType)}.`);
  }
  const value = base === 'Binary' ? BinaryValue : StringValue;
  const other = base === 'Binary' ? StringValue : BinaryValue;
  if (value === undefined || value.length === 0 || other !== undefined) {
    throw invalidParameter(
      `The message attribute ${name} must have one value, not empty, of its type ${DataType}.`,
    );
  }
  if (base === 'Number' && (String(value).trim() === '' || !Number.isFinite(Number(value)))) {
    throw invalidParameter(`The message attribute ${name} is no number: ${JSON.stringify(value)}.`);
  }
  return typeof value === 'string'
    ? { DataType, StringValue: value }
    : { DataType, BinaryValue: Buffer.from(value).toString('base64') };
}

function valueOf(attribute: KeptAttributes[string]): Buffer {
  return 'StringValue' in attribute
    ? Buffer.from(attribute.StringValue)
    : Buffer.from(attribute.BinaryValue, 'base64');
}

/**
 * The attributes that a receiver asked for: by name, by `prefix.*`, or all by `All` or `.*`.
 * @param json as `keepAttributes` made it
 */
export function attributesAskedFor(json: string, names: readonly string[]): KeptAttributes {
  const everything = names.some((name) => name === 'All' || name === '.*');
  const prefixes = names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -1));
  const chosen = Object.entries(keptAttributes.parse(JSON.parse(json))).filter(
    ([name]) => everything || names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return Object.fromEntries(chosen);
}

/** The members of a message that hold its attributes; none without attributes. */
export function attributeMembers(attributes: KeptAttributes) {
  if (Object.keys(attributes).length === 0) {
    return {};
  }
  const shown = Object.entries(attributes).map(
    ([name, attribute]) => [name, shownAttribute(attribute)] as const,
  );
  return { MessageAttributes: Object.fromEntries(shown), MD5OfMessageAttributes: digestOf(attributes) };
}

function shownAttribute(attribute: KeptAttributes[string]): MessageAttributeValue {
  return 'StringValue' in attribute ? attribute : { ...attribute, BinaryValue: valueOf(attribute) };
}

/** "Calculating the MD5 message digest for message attributes", developer guide. */
function digestOf(attributes: KeptAttributes): string {
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Buffer.of('StringValue' in attribute ? 1 : 2));
    add(valueOf(attribute));
  }
  return hash.digest('hex');
}

/** SQS answers with the MD5 of each body, and its SDK checks it. */
export function bodyDigest(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
