import * as z from 'zod/mini';

/**
 * How far an identity has come. Each state is on disk before the step that depends on it is taken:
 *
 *   keyed       a private key, and nothing asked for yet that is known of
 *   issued      a certificate (PENDING_ACTIVATION) and the ownership token that registers it. It may be
 *               registered already: the answer to RegisterThing can get lost
 *   registered  RegisterThing said yes; no connection has been made with it yet
 *   proven      has carried a connection and published its confirmation
 */
export const keyReference = z.string().check(z.minLength(1), z.maxLength(4096));

const common = {
  /**
   * 2 where the key is not in the folder. An agent that knows key files alone would take such an identity for one that has lost
   * its key, and remove it; a record of another version it leaves alone.
   */
  version: z.literal([1, 2]),
  /** Which template registers it: the first one, over the claim, or the rotation's. */
  purpose: z.enum(['provision', 'rotate']),
  serial: z.string().check(z.minLength(1), z.maxLength(128)),
  createdAt: z.iso.datetime(),
  /** What finds its key, where that is not in its folder. */
  key: z.optional(keyReference),
};
const certified = {
  ...common,
  certificateId: z.string().check(z.regex(/^[0-9a-fA-F]{64}$/)),
  issuedAt: z.iso.datetime(),
};
const registered = {
  ...certified,
  thingName: z.string().check(z.regex(/^[a-zA-Z0-9:_-]{1,128}$/)),
  registeredAt: z.iso.datetime(),
};

export const keyedRecord = z.object({ state: z.literal('keyed'), ...common });
export const issuedRecord = z.object({
  state: z.literal('issued'),
  ...certified,
  certificateOwnershipToken: z.string().check(z.minLength(1), z.maxLength(65_536)),
});
export const registeredRecord = z.object({ state: z.literal('registered'), ...registered });
export const provenRecord = z.object({
  state: z.literal('proven'),
  ...registered,
  provenAt: z.iso.datetime(),
});

export const identityRecord = z.discriminatedUnion('state', [
  keyedRecord,
  issuedRecord,
  registeredRecord,
  provenRecord,
]);

export type IdentityRecord = z.infer<typeof identityRecord>;
export type Purpose = IdentityRecord['purpose'];
