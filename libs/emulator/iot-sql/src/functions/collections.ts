import { intOf, isObject, textOf } from '../conversions';
import { sqlFunction } from './sql-function';
import type { FunctionContext, SqlFunction } from './sql-function';

const later = { since: '2016-03-23' } as const;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const largestTransformed = 128 * 1024;

/** The guide's table counts the characters of a String from 0, its example `get("abc", 1)` = "a" from 1. */
function itemOf([collection, place]: readonly unknown[]): unknown {
  if (Array.isArray(collection) || typeof collection === 'string') {
    const index = intOf(place);
    return index === undefined || index < 0 ? undefined : collection[index];
  }
  return isObject(collection) && typeof place === 'string' && Object.hasOwn(collection, place)
    ? collection[place]
    : undefined;
}

function decoded([value]: readonly unknown[], { input }: FunctionContext): unknown {
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = base64.test(value) ? utf8(Buffer.from(value, 'base64')) : undefined;
  return text === undefined ? null : (input.parseJson(text) ?? text);
}

function utf8(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

function encoded([value]: readonly unknown[]): string | undefined {
  const bytes = value instanceof Uint8Array ? value : textOf(value);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('base64');
}

/** The scheme is a literal (developer guide); newer ones than base64 need a description of the message. */
function checkScheme([, scheme]: readonly unknown[]): string | undefined {
  return scheme === 'base64' ? undefined : `the scheme has to be the literal 'base64'.`;
}

/** Attributes that both have are those of the object. */
function transformed([mode, object, array]: readonly unknown[]): unknown {
  if (mode !== 'enrichArray' || !isObject(object) || !Array.isArray(array) || !array.every(isObject)) {
    return undefined;
  }
  const attributes = Object.entries(object);
  const enriched: object[] = [];
  // The brackets; each object adds a comma, except the first.
  let length = 1;
  for (const element of array) {
    const one = Object.fromEntries([...Object.entries(element), ...attributes]);
    length += JSON.stringify(one).length + 1;
    if (length > largestTransformed) {
      return undefined;
    }
    enriched.push(one);
  }
  return enriched;
}

function checkMode([mode]: readonly unknown[]): string | undefined {
  return mode === undefined ? 'the mode has to be a literal.' : undefined;
}

export const collectionFunctions: readonly SqlFunction[] = [
  sqlFunction('decode(value, decodingScheme)', decoded, {
    ...later,
    check: checkScheme,
    guess: 'bytes that are not UTF-8 cannot be decoded either, and are Null',
  }),
  sqlFunction('encode(value, encodingScheme)', encoded, { ...later, check: checkScheme, takesBytes: true }),
  sqlFunction('get(AnyValue, AnyValue)', itemOf, {
    guess: "characters are counted from 0, as in the guide's table; its example counts them from 1",
  }),
  sqlFunction('get_or_default(AnyValue[, AnyValue])', ([value, otherwise]) => value ?? otherwise, {
    ...later,
    guess: "only its signature was seen, in today's guide; the default stands in for Null and Undefined",
  }),
  sqlFunction('isNull(AnyValue)', ([value]) => value === null),
  sqlFunction('isUndefined(AnyValue)', ([value]) => value === undefined, later),
  sqlFunction('transform(String, Object, Array)', transformed, {
    ...later,
    check: checkMode,
    guess: 'the attributes of the object win, and a larger array than the guide allows is Undefined',
  }),
];
