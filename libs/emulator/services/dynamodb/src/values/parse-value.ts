import { ValidationException } from '../errors';
import type { AttributeType, AttributeValue, Item } from './attribute-value';
import { formatDecimal, parseDecimal } from './decimal';
import type { Decimal, NumberFault } from './decimal';

const maximumDepth = 32;

const faults: Record<Exclude<NumberFault, 'syntax'>, string> = {
  digits: 'Attempting to store more than 38 significant digits in a Number',
  overflow: 'Number overflow. Attempting to store a number with magnitude larger than supported range',
  underflow: 'Number underflow. Attempting to store a number with magnitude smaller than supported range',
};

/** @throws ValidationException */
export function numberOf(text: string): Decimal {
  const number = parseDecimal(text);
  if (number === 'syntax') {
    throw new ValidationException(
      `The parameter cannot be converted to a numeric value: ${text.slice(0, 64)}`,
    );
  }
  return checkedNumber(number);
}

/** @throws ValidationException for a result that DynamoDB cannot hold */
export function checkedNumber(number: Decimal | NumberFault): Decimal {
  if (typeof number !== 'string') {
    return number;
  }
  throw new ValidationException(faults[number === 'syntax' ? 'overflow' : number]);
}

/**
 * Takes in an item that came over the wire.
 *
 * @throws ValidationException naming what DynamoDB does not accept
 */
export function parseItem(input: unknown, depth = 0): Item {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ValidationException('An item must be a map of attribute values.');
  }
  return new Map(Object.entries(input).map(([name, value]) => [name, parseValue(value, depth + 1)]));
}

/** @throws ValidationException */
export function parseValue(input: unknown, depth = 0): AttributeValue {
  if (depth > maximumDepth) {
    throw new ValidationException('Nesting Levels have exceeded supported limits: 32.');
  }
  const [type, value] = onlyMember(input);
  const parse = parsers.get(type);
  const parsed = parse?.(value, depth);
  if (!parsed) {
    throw new ValidationException(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  return parsed;
}

function onlyMember(input: unknown): [string, unknown] {
  const members =
    typeof input === 'object' && input !== null
      ? Object.entries(input).filter(([, value]) => value !== undefined)
      : [];
  const [member] = members;
  if (!member) {
    throw new ValidationException(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (members.length > 1) {
    throw new ValidationException(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return member;
}

type Parser = (value: unknown, depth: number) => AttributeValue | undefined;

const canonical = (text: string): string => formatDecimal(numberOf(text));

const parsers = new Map<string, Parser>(
  Object.entries({
    S: (value) => (typeof value === 'string' ? { type: 'S', value } : undefined),
    N: (value) => (typeof value === 'string' ? { type: 'N', value: canonical(value) } : undefined),
    B: (value) => (value instanceof Uint8Array ? { type: 'B', value: Buffer.from(value) } : undefined),
    SS: (value) => (isTextList(value) ? { type: 'SS', value: distinct('string', value) } : undefined),
    NS: (value) =>
      isTextList(value) ? { type: 'NS', value: distinct('number', value.map(canonical)) } : undefined,
    BS: (value) => (isBinaryList(value) ? { type: 'BS', value: distinctBinaries(value) } : undefined),
    M: (value, depth) => ({ type: 'M', value: parseItem(value, depth) }),
    L: (value, depth) =>
      Array.isArray(value)
        ? { type: 'L', value: value.map((entry: unknown) => parseValue(entry, depth + 1)) }
        : undefined,
    BOOL: (value) => (typeof value === 'boolean' ? { type: 'BOOL', value } : undefined),
    NULL: (value) => {
      if (value !== true) {
        throw new ValidationException(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        );
      }
      return { type: 'NULL', value: true };
    },
  } satisfies Record<AttributeType, Parser>),
);

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isBinaryList(value: unknown): value is Uint8Array[] {
  return Array.isArray(value) && value.every((entry) => entry instanceof Uint8Array);
}

function distinct(kind: string, members: string[]): string[] {
  if (members.length === 0) {
    throw new ValidationException(
      `One or more parameter values were invalid: An ${kind} set  may not be empty`,
    );
  }
  if (new Set(members).size !== members.length) {
    throw new ValidationException(
      'One or more parameter values were invalid: Input collection contains duplicates.',
    );
  }
  return members;
}

function distinctBinaries(members: Uint8Array[]): Buffer[] {
  const buffers = members.map((member) => Buffer.from(member));
  distinct(
    'binary',
    buffers.map((buffer) => buffer.toString('latin1')),
  );
  return buffers;
}
