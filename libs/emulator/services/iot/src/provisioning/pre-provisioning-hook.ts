import { readInput } from '@fleet/input-fault';
import * as z from 'zod';
import type { InvocationSource } from '../functions';
import type { HookInvoker } from './hook-invoker';

const hookLimitMillis = 5_000;

/** What a hook is asked (developer guide: pre-provisioning-hook). */
export interface HookInput {
  readonly claimCertificateId: string;
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly templateArn: string;
  readonly clientId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The hook did not answer that the device may be provisioned: it refused, failed, was too slow or unclear. */
export class HookRefusalError extends Error {
  override readonly name = 'HookRefusalError';
}

const answer = z.object({
  allowProvisioning: z.boolean(),
  parameterOverrides: z.record(z.string(), z.string()).nullish(),
});

/**
 * Asks a pre-provisioning hook, for five seconds at most.
 * @returns the values that the hook sets in place of the device's, or beside them
 * @throws HookRefusalError for anything but a clear yes
 */
export async function askHook(
  invoker: HookInvoker,
  functionArn: string,
  input: HookInput,
  source: InvocationSource,
  limitMillis = hookLimitMillis,
): Promise<ReadonlyMap<string, string>> {
  const answered = readInput(
    answer,
    await answerInTime(invoker.invoke(functionArn, input, source), limitMillis),
    (fault) => new HookRefusalError(`the hook's answer is malformed: ${fault}`),
  );
  if (!answered.allowProvisioning) {
    throw new HookRefusalError('the hook does not allow it');
  }
  return new Map(Object.entries(answered.parameterOverrides ?? {}));
}

async function answerInTime(invocation: Promise<unknown>, limitMillis: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new HookRefusalError(`the hook has not answered within ${limitMillis} ms`));
    }, limitMillis);
  });
  try {
    return await Promise.race([invocation, tooSlow]);
  } catch (cause) {
    if (cause instanceof HookRefusalError) {
      throw cause;
    }
    throw new HookRefusalError('the hook failed', { cause });
  } finally {
    clearTimeout(timer);
  }
}
