import * as z from 'zod';

/** Before the work is done, or after it: then the caller does not know that it was done. */
const when = z.enum(['before', 'after']).default('before');

/** A quarter of an hour: the longest that anything in the emulated cloud may take. */
export const longestDelayMillis = 900_000;

/** The alerts that TLS has for a certificate or a connection that is refused (RFC 8446, section 6). */
const alertName = z.enum([
  'handshake_failure',
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
  'protocol_version',
  'internal_error',
  'unrecognized_name',
  'certificate_required',
  'no_application_protocol',
]);
export type AlertName = z.output<typeof alertName>;

/** What happens to a call on which a fault fires. */
export const effect = z.discriminatedUnion('kind', [
  /** It fails with an error of the service. */
  z.strictObject({
    kind: z.literal('fail'),
    code: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9.]{0,127}$/, 'must be the code of an error, such as InternalFailure'),
    /** The service's own for the code where it is absent. */
    status: z.int().min(400).max(599).optional(),
    message: z.string().max(1_000).optional(),
    when,
  }),
  /** It fails with the error that the service has for too many calls. */
  z.strictObject({ kind: z.literal('throttle') }),
  z.strictObject({ kind: z.literal('delay'), millis: z.int().min(1).max(longestDelayMillis), when }),
  z.strictObject({ kind: z.literal('cut'), when }),
  /** The packet is not sent. */
  z.strictObject({ kind: z.literal('withhold') }),
  /** The packet carries this reason code of MQTT 5. */
  z.strictObject({ kind: z.literal('reason'), reasonCode: z.int().min(0x80).max(0xff) }),
  /** Before: in place of the server's certificate. After: when the client has shown its own. */
  z.strictObject({
    kind: z.literal('alert'),
    alert: alertName,
    when: z.enum(['before', 'after']).default('after'),
  }),
]);

export type Effect = z.output<typeof effect>;
export type EffectKind = Effect['kind'];
