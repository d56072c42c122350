import { fleetNames } from '../fleet-names';
import { claimClientIdPrefix } from '../topics/claim-client-id';
import { fixedTopicLevels } from '../topics/topic-catalogue';
import { compileSerialPattern, type SerialPattern } from './serial-pattern';

declare const serialBrand: unique symbol;

/** A serial number that may become a thing's name, and so a level of topics and a part of policies. */
export type Serial = string & { readonly [serialBrand]: true };

/** What `machine_config.json` holds in the bundle until somebody writes the device's own serial there. */
export const placeholderSerial = 'SET-SERIAL-NUMBER';

export type InadmissibleSerialReason =
  'missing' | 'malformed' | 'placeholder' | 'claim-client-id' | 'reserved-word' | 'pattern-mismatch';

const explanations: Record<InadmissibleSerialReason, string> = {
  missing: 'is missing: a serial number is a string',
  malformed: 'is not a legal thing name: use 1 to 128 characters of a-z, A-Z, 0-9, ":", "_" and "-"',
  placeholder: 'is the placeholder of the bundle: write the serial number of this device in its place',
  'claim-client-id': `begins with "${claimClientIdPrefix}", which is reserved for claim connections`,
  'reserved-word':
    'is a word in topics of AWS or the fleet, and would give access to topics of other devices',
  'pattern-mismatch': "does not match the fleet's serialPattern",
};

export class InadmissibleSerialError extends Error {
  override readonly name = 'InadmissibleSerialError';

  constructor(
    value: unknown,
    readonly reason: InadmissibleSerialReason,
  ) {
    super(`The serial number ${quoted(value)} ${explanations[reason]}.`);
  }
}

/** What one fleet demands of serials beyond what all fleets do. */
export interface SerialRules {
  /** In lower case. */
  readonly reservedWords: ReadonlySet<string>;
  readonly pattern?: SerialPattern;
}

const topicLevels = fixedTopicLevels();

/**
 * The rules of a fleet's configuration. The fleet's own resource names are reserved with the words it adds: the
 * templates' names are levels of topics too.
 * @throws InvalidSerialPatternError, InvalidResourceTagError
 */
export function serialRules(fleet: {
  readonly resourceTag: string;
  readonly reservedWords?: readonly string[] | undefined;
  readonly serialPattern?: string | undefined;
}): SerialRules {
  const words = [
    ...Object.values<string>({ ...fleetNames(fleet.resourceTag) }),
    ...(fleet.reservedWords ?? []),
  ];
  const reservedWords = new Set(words.map((word) => word.toLowerCase()));
  if (fleet.serialPattern === undefined) {
    return { reservedWords };
  }
  return { reservedWords, pattern: compileSerialPattern(fleet.serialPattern) };
}

/**
 * Admits a serial number, or says why not.
 *
 * Words and the claim prefix are compared in any case. AWS IoT tells `things` from `Things`, so only the exact
 * word would be dangerous today; the others are refused because they are of no use and mislead readers of logs.
 * @throws InadmissibleSerialError
 */
export function parseSerial(value: unknown, rules?: SerialRules): Serial {
  if (typeof value !== 'string') {
    throw new InadmissibleSerialError(value, 'missing');
  }
  assertAdmissible(value, rules);
  return value;
}

function assertAdmissible(value: string, rules: SerialRules | undefined): asserts value is Serial {
  const reason = refusal(value, rules);
  if (reason !== undefined) {
    throw new InadmissibleSerialError(value, reason);
  }
}

function refusal(value: string, rules: SerialRules | undefined): InadmissibleSerialReason | undefined {
  if (value === '') {
    return 'missing';
  }
  if (!/^[a-zA-Z0-9:_-]{1,128}$/.test(value)) {
    return 'malformed';
  }
  const folded = value.toLowerCase();
  if (folded === placeholderSerial.toLowerCase()) {
    return 'placeholder';
  }
  if (folded.startsWith(claimClientIdPrefix)) {
    return 'claim-client-id';
  }
  if (topicLevels.has(folded) || rules?.reservedWords.has(folded) === true) {
    return 'reserved-word';
  }
  if (rules?.pattern?.matches(value) === false) {
    return 'pattern-mismatch';
  }
  return undefined;
}

/** The value comes from a device: cut, quoted and in plain ASCII, it can do no harm in a log or a terminal. */
function quoted(value: unknown): string {
  if (typeof value !== 'string') {
    return `(${value === null ? 'null' : typeof value})`;
  }
  const shown = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  return shown.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
