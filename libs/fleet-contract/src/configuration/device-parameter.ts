import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';
import { legacySerialParameter, templateParameters, voucherParameter } from '../registry-vocabulary';
import type { DeviceParameter } from './fleet-settings';
import { compileSerialPattern, InvalidSerialPatternError } from '../serial/serial-pattern';

/** How many parameters a fleet can have: what the functions are told of them has its place in their environment. */
const most = 20;

/** Of a thing's attribute (CreateThing, attributes), shorter than AWS IoT has it: a device chooses it. */
const legalValue = /^[a-zA-Z0-9_.,@/:#=[\]-]{1,128}$/;
const attributeName = /^[a-zA-Z0-9_.,@/:#-]{1,128}$/;
/** The attributes that a fleet writes itself are not the device's to choose. */
const takenAttributes = new Set<string>(['cert_issuance', 'model_type', 'rotation_notified']);
const takenParameters = new Set<string>([
  ...Object.values(templateParameters),
  legacySerialParameter,
  voucherParameter,
]);

const nameRange = `1 to 40 letters and digits, beginning with a letter, and none of ${[...takenParameters].join(', ')}`;

function isParameterName(name: string): boolean {
  return /^[a-zA-Z][a-zA-Z0-9]{0,39}$/.test(name) && !takenParameters.has(name);
}

const pattern = z.string({ error: 'must be a regular expression, as a string' }).check((context) => {
  try {
    compileSerialPattern(context.value);
  } catch (error) {
    if (!(error instanceof InvalidSerialPatternError)) {
      throw error;
    }
    context.issues.push({ code: 'custom', input: context.value, message: error.message });
  }
});

const attribute = z.string({ error: 'must be the name of an attribute' }).check(
  z.refine((name) => attributeName.test(name) && !takenAttributes.has(name), {
    error: `must be 1 to 128 characters of a-z, A-Z, 0-9 and "_.,@/:#-", and none of ${[...takenAttributes].join(', ')}`,
  }),
);

const written = z
  .strictObject(
    {
      pattern: z.optional(pattern),
      default: z.optional(z.string({ error: 'must be a string' })),
      attribute: z.optional(attribute),
    },
    { error: 'must be an object that has no other members than pattern, default and attribute' },
  )
  .check(
    z.refine((each) => each.default === undefined || isParameterValue(each, each.default), {
      error: 'must have a default that is a legal value itself',
      when: ({ issues }) => issues.length === 0,
    }),
  );

const parameter = z.pipe(
  written,
  z.transform((each): DeviceParameter => defined(each)),
);

/** The parameters of a configuration, by their names. */
export const deviceParameters = z
  .record(z.string(), parameter, { error: 'must be an object of parameters by their names' })
  .check(
    z.refine((all) => Object.keys(all).every(isParameterName), { error: `must have names of ${nameRange}` }),
    z.refine((all) => Object.keys(all).length <= most, { error: `must be ${most} parameters at the most` }),
    z.refine((all) => new Set(keptIn(all)).size === keptIn(all).length, {
      error: 'must have an attribute of its own for each',
    }),
  );

function keptIn(all: Readonly<Record<string, DeviceParameter>>): readonly string[] {
  return Object.values(all).flatMap((each) => (each.attribute === undefined ? [] : [each.attribute]));
}

/** Whether a device may say that. Time grows linearly with the length, whatever the pattern. */
export function isParameterValue(
  { pattern: source }: { readonly pattern?: string | undefined },
  value: string,
): boolean {
  return legalValue.test(value) && (source === undefined || compileSerialPattern(source).matches(value));
}
