import * as z from 'zod/mini';

/** A certificate that AWS IoT issued, PENDING_ACTIVATION until a thing is registered with it. */
export interface IssuedCertificate {
  /** 64 hexadecimal digits. */
  readonly certificateId: string;
  /** The certificate. */
  readonly certificatePem: string;
  /** Proves, for one hour, that the certificate was issued to us. A secret. */
  readonly certificateOwnershipToken: string;
}

/** A certificate whose key was made in the cloud. */
export interface IssuedKeysAndCertificate extends IssuedCertificate {
  /** RSA 2048, PEM. A secret, and never sent again. */
  readonly privateKey: string;
}

/** The flat section of that name in the provisioning template. */
export type DeviceConfiguration = Readonly<Record<string, string | number | boolean | null>>;

/** What RegisterThing made. */
export interface RegisteredThing {
  /** Its name, as the template makes it. */
  readonly thingName: string;
  /** What the template says to the device; empty where it says nothing. */
  readonly deviceConfiguration: DeviceConfiguration;
}

/** The body of a `rejected` message. */
export interface Rejection {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

const pem = z.string().check(z.minLength(1), z.maxLength(65_536));

const issuedCertificate = z.object({
  certificateId: z.string().check(z.regex(/^[0-9a-fA-F]{64}$/)),
  certificatePem: pem,
  certificateOwnershipToken: z.string().check(z.minLength(1), z.maxLength(65_536)),
});

const issuedKeysAndCertificate = z.extend(issuedCertificate, { privateKey: pem });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const registeredThing = z.object({
  thingName: z.string().check(z.regex(/^[a-zA-Z0-9:_-]{1,128}$/)),
  // A template without the section may answer without the member.
  deviceConfiguration: z._default(z.record(z.string(), scalar), {}),
});

const rejection = z.object({
  statusCode: z.int(),
  errorCode: z._default(z.string(), 'Unknown'),
  errorMessage: z._default(z.string(), ''),
});

/** An answer of another shape; names the members at fault, never their values. */
export class AnswerShapeError extends Error {
  override readonly name = 'AnswerShapeError';
}

export function readIssuedCertificate(answer: unknown): IssuedCertificate {
  return read(issuedCertificate, answer);
}

export function readIssuedKeysAndCertificate(answer: unknown): IssuedKeysAndCertificate {
  return read(issuedKeysAndCertificate, answer);
}

export function readRegisteredThing(answer: unknown): RegisteredThing {
  return read(registeredThing, answer);
}

export function readRejection(answer: unknown): Rejection {
  const { statusCode, errorCode, errorMessage } = read(rejection, answer);
  return { statusCode, errorCode: printable(errorCode, 128), errorMessage: printable(errorMessage, 1024) };
}

function read<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown): z.output<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) {
    return result.data;
  }
  const members = new Set(result.error.issues.map((issue) => issue.path[0] ?? '(the whole answer)'));
  throw new AnswerShapeError(`missing or malformed: ${[...members].map(String).join(', ')}`);
}

/** What a peer wrote ends in logs and terminals: no control characters, bounded. */
function printable(text: string, longest: number): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, longest);
}
