import * as z from 'zod';

const dryRun = z.boolean().default(false);
const permitKind = z.enum(['reprovision', 'rotate']);

/** What is done, with its options. A dry run says what would be done, and changes nothing. */
const block = z.strictObject({
  act: z.literal('block'),
  dryRun,
  reason: z
    .string()
    .max(200)
    .regex(/^(?!\s*$)\P{Cc}*$/u, 'must be one line with something on it')
    .optional(),
  /** Whether to go on until it has been away for a minute, and not only to end its connection. */
  untilAway: z.boolean().default(false),
});
const unblock = z.strictObject({ act: z.literal('unblock'), dryRun });
const permit = z.strictObject({
  act: z.literal('permit'),
  dryRun,
  kind: permitKind,
  hours: z.int().min(1).max(720).default(24),
  /** The only certificate that a permit to reprovision is to be for. */
  certificate: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the id of a certificate: 64 digits of 0-9 and a-f')
    .optional(),
});
const revokePermit = z.strictObject({
  act: z.literal('revoke-permit'),
  dryRun,
  kinds: z.array(permitKind).min(1).default(['reprovision', 'rotate']),
});
/** On local-cloud only. */
const age = z.strictObject({
  act: z.literal('age'),
  dryRun,
  issued: z.string().regex(/^\d{8}$/, 'must be a day, as 20260131'),
});
const remove = z.strictObject({
  act: z.literal('remove'),
  dryRun,
  /** The serial, typed once more; of a selection, the fleet's tag. A dry run needs none. */
  confirm: z.string().max(128).optional(),
});

export const deviceActRequest = z.discriminatedUnion('act', [
  block,
  unblock,
  permit,
  revokePermit,
  age,
  remove,
]);
export type DeviceActRequest = z.infer<typeof deviceActRequest>;

/** What is done with many devices at a time, one after the other. */
export const mostSelected = 1_000;

export const bulkRequest = z.strictObject({
  request: deviceActRequest,
  serials: z.array(z.string().min(1).max(128)).min(1).max(mostSelected),
});

export const claimRequest = z.strictObject({
  dryRun,
  /** Devices that joined from then on are listed; none when absent. */
  since: z.iso.datetime().optional(),
  /** The fleet's tag, typed once more. A dry run needs none. */
  confirm: z.string().max(128).optional(),
});
