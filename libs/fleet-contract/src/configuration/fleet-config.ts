import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';

import { defaultRunbooks } from '../alarms/fleet-alarms';
import { defaultResourceTag, isResourceTag, resourceTagRange } from '../fleet-names';
import { compileSerialPattern, InvalidSerialPatternError } from '../serial/serial-pattern';
import { alarmThresholds, isMailAddress } from './alarm-thresholds';
import { fleetConfigBounds, rotationDefaults, wholeNumber } from './bounds';
import { deviceParameters } from './device-parameter';
import type { FleetConfig } from './fleet-settings';
import { isModelName, modelNameRange } from './model-name';
import { listProblems, problemsOf, type Problem } from './problems';
import { isVoucherKeyId, voucherKey, voucherKeyIdRange } from './voucher-key';

/** Settings of a fleet are wrong; it names each, and says what is legal. */
export class InvalidFleetConfigError extends Error {
  override readonly name = 'InvalidFleetConfigError';

  constructor(readonly problems: readonly Problem[]) {
    super(`The fleet configuration is not valid:\n${listProblems(problems)}`);
  }
}

function text(range: string, isLegal: (value: string) => boolean) {
  const error = `must be ${range}`;
  return z.string({ error }).check(z.refine(isLegal));
}

function oneOf<const T extends readonly [string, ...string[]]>(choices: T) {
  return z.enum(choices, { error: `must be one of ${choices.map((choice) => `"${choice}"`).join(', ')}` });
}

function list(
  element: ReturnType<typeof text>,
  [minimum, maximum]: readonly [number, number],
  range: string,
) {
  const error = `must be a list of ${minimum} to ${maximum} ${range}`;
  return z.array(element, { error }).check(
    z.minLength(minimum),
    z.maxLength(maximum),
    z.refine((values) => new Set(values).size === values.length, { error: 'must not contain duplicates' }),
  );
}

const serialPattern = z.string({ error: 'must be a regular expression, as a string' }).check((context) => {
  try {
    compileSerialPattern(context.value);
  } catch (error) {
    if (!(error instanceof InvalidSerialPatternError)) {
      throw error;
    }
    context.issues.push({ code: 'custom', input: context.value, message: error.message });
  }
});

const flag = z.boolean({ error: 'must be true or false' });
const days = (bounds: readonly [number, number]) => wholeNumber(bounds, 'days');
const isWord = (value: string) => /^[a-zA-Z0-9:_-]{1,128}$/.test(value);

/** An alarm's description has room for it (1,024 characters). */
const isPlace = (value: string) => /^[\x21-\x7e]{1,500}$/.test(value);

const voucherKeys = z
  .record(z.string(), voucherKey, { error: 'must be an object of public keys by their ids' })
  .check(
    z.refine((keys) => Object.keys(keys).every(isVoucherKeyId), {
      error: `must have ids of ${voucherKeyIdRange}`,
    }),
  );

const fields = {
  resourceTag: z._default(text(resourceTagRange, isResourceTag), defaultResourceTag),
  models: list(text(modelNameRange, isModelName), fleetConfigBounds.models, 'model names'),
  provisioning: z._default(oneOf(['open', 'allowlist', 'voucher']), 'open'),
  voucherKeys: z.optional(voucherKeys),
  policyMode: z._default(oneOf(['documented', 'strict']), 'documented'),
  registrationRole: z._default(oneOf(['managed', 'scoped']), 'managed'),
  rotationDays: z._default(days(fleetConfigBounds.rotationDays), rotationDefaults.rotationDays),
  graceDays: z._default(days(fleetConfigBounds.graceDays), rotationDefaults.graceDays),
  spreadDays: z._default(days(fleetConfigBounds.spreadDays), rotationDefaults.spreadDays),
  enforce: z._default(oneOf(['deactivate', 'report']), 'deactivate'),
  offlineDays: z.optional(days(fleetConfigBounds.offlineDays)),
  unheardDays: z.optional(days(fleetConfigBounds.unheardDays)),
  retainDays: z._default(days(fleetConfigBounds.retainDays), rotationDefaults.retainDays),
  warningsPerSecond: z._default(
    wholeNumber(fleetConfigBounds.warningsPerSecond, 'devices'),
    rotationDefaults.warningsPerSecond,
  ),
  rotationsPerMinute: z._default(
    wholeNumber(fleetConfigBounds.rotationsPerMinute, 'devices'),
    rotationDefaults.rotationsPerMinute,
  ),
  sweepWorkers: z.optional(wholeNumber(fleetConfigBounds.sweepWorkers, 'functions')),
  serialPattern: z.optional(serialPattern),
  reservedWords: z._default(
    list(
      text('1 to 128 characters of a-z, A-Z, 0-9, ":", "_" and "-"', isWord),
      fleetConfigBounds.reservedWords,
      'words',
    ),
    [],
  ),
  rootCa: z.optional(text('the path of a PEM file', (path) => path !== '')),
  presenceRule: z._default(flag, true),
  claimGeneration: z._default(wholeNumber(fleetConfigBounds.claimGeneration, 'generations'), 1),
  alarms: z._default(flag, true),
  alarmEmail: z.optional(text('a mail address', isMailAddress)),
  runbooks: z._default(text('a URL or a path of at most 500 characters', isPlace), defaultRunbooks),
  alarmThresholds,
  dashboard: z._default(flag, true),
  reservedConcurrency: z.optional(
    wholeNumber(fleetConfigBounds.reservedConcurrency, 'concurrent executions'),
  ),
  deviceParameters: z.optional(deviceParameters),
};

const fleetConfig = z.strictObject(fields, {
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `has unknown keys: ${issue.keys.join(', ')}; the known ones are ${Object.keys(fields).join(', ')}`
      : 'must be an object',
});

/**
 * Reads a fleet configuration (already parsed from JSON or given as an object) and fills in the defaults.
 * @throws InvalidFleetConfigError with every problem, its path and the legal range
 */
export function parseFleetConfig(value: unknown): FleetConfig {
  const parsed = fleetConfig.safeParse(value);
  if (!parsed.success) {
    throw new InvalidFleetConfigError(problemsOf(parsed.error));
  }
  checkSweep(parsed.data);
  checkVouchers(parsed.data);
  checkEvidence(parsed.data);
  return defined(parsed.data);
}

/** A worker that attends to less than one device in a second takes longer for its share than a function may run. */
function checkSweep({ sweepWorkers, warningsPerSecond }: SweepPace): void {
  if (sweepWorkers === undefined || sweepWorkers <= warningsPerSecond) {
    return;
  }
  const message = `must not be more than warningsPerSecond, ${warningsPerSecond}: each worker has a share of that`;
  throw new InvalidFleetConfigError([{ path: 'sweepWorkers', message }]);
}

/**
 * Without lifecycle events nothing is heard of a device that never confirms: whether it was there for a warning, nobody
 * knows, and its certificate could only end by silence.
 */
function checkEvidence({ presenceRule, offlineDays, enforce }: EnforcementEvidence): void {
  if (presenceRule || offlineDays !== undefined || enforce === 'report') {
    return;
  }
  const message =
    'must be true, because certificates of devices that never confirm would never end; ' +
    'or set offlineDays, or set enforce to "report"';
  throw new InvalidFleetConfigError([{ path: 'presenceRule', message }]);
}

type EnforcementEvidence = Pick<FleetConfig, 'presenceRule' | 'enforce'> & {
  readonly offlineDays?: number | undefined;
};

interface SweepPace {
  readonly sweepWorkers?: number | undefined;
  readonly warningsPerSecond: number;
}

/** Keys that nothing is verified with would only look like protection; without keys no device could ever come. */
function checkVouchers({
  provisioning,
  voucherKeys: keys,
}: {
  readonly provisioning: FleetConfig['provisioning'];
  readonly voucherKeys?: object | undefined;
}): void {
  const count = Object.keys(keys ?? {}).length;
  if (provisioning === 'voucher' && count === 0) {
    throw new InvalidFleetConfigError([
      { path: 'voucherKeys', message: 'must have a public key: "provisioning" is "voucher"' },
    ]);
  }
  if (provisioning !== 'voucher' && keys !== undefined) {
    const message = `must be absent while "provisioning" is "${provisioning}", which asks for no voucher`;
    throw new InvalidFleetConfigError([{ path: 'voucherKeys', message }]);
  }
}
