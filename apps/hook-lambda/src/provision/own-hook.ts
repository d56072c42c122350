import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { withinDeadline, type Timer } from '../time/deadline';

/** What the fleet's own hook is asked about: a device that the fleet's rules would let in. */
export interface OwnHookQuestion {
  readonly serial: string;
  /** Of the device's claim. */
  readonly model: string;
  /** What the device says of itself, as far as the fleet's configuration admits it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the claim certificate. */
  readonly claimCertificateId: string;
  /** Of the certificate that the device is to have. */
  readonly certificateId: string;
}

/** A function of the fleet's operator that may refuse a device. */
export type OwnHook = (question: OwnHookQuestion) => Promise<boolean>;

/** The fleet's own hook failed, was late, or answered something else than asked: nothing is decided, nobody let in. */
export class OwnHookFailedError extends Error {
  override readonly name = 'OwnHookFailedError';
  constructor(why: string, options?: ErrorOptions) {
    super(`The fleet's own hook ${why}. The device was not let in.`, options);
  }
}

const answer = z.object({ allow: z.boolean() });

export interface OwnHookFunction {
  readonly functionArn: string;
  /** For its answer. */
  readonly timeoutMillis: number;
}

/** The own hook with a client for it, which tries once. */
export function lambdaOwnHook(settings: LambdaClientConfig, asked: OwnHookFunction): OwnHook {
  return ownHook(new LambdaClient({ ...settings, maxAttempts: 1 }), asked);
}

/**
 * Asks a Lambda function, once, and waits for so long at the most: a second attempt would have no time. What it answers
 * beside `allow` is passed over.
 */
export function ownHook(
  lambda: LambdaClient,
  { functionArn, timeoutMillis }: OwnHookFunction,
  timer?: Timer,
): OwnHook {
  return async (question) => {
    const command = new InvokeCommand({
      FunctionName: functionArn,
      Payload: new TextEncoder().encode(JSON.stringify(question)),
    });
    const { FunctionError: fault, Payload: payload } = await asked(
      () => withinDeadline(timeoutMillis, () => lambda.send(command), timer),
      timeoutMillis,
    );
    if (fault !== undefined) {
      throw new OwnHookFailedError(`failed: ${fault}; see its log`);
    }
    const parsed = answer.safeParse(readJson(payload));
    if (!parsed.success) {
      throw new OwnHookFailedError('did not answer { "allow": true } or { "allow": false }');
    }
    return parsed.data.allow;
  };
}

async function asked<Result>(ask: () => Promise<Result>, timeoutMillis: number): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw new OwnHookFailedError(`gave no answer within its ${timeoutMillis} ms`, { cause: error });
  }
}

function readJson(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    throw new OwnHookFailedError('answered no JSON', { cause: error });
  }
}
