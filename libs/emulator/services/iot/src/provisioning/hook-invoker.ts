import type { Functions, InvocationSource } from '../functions';

/**
 * Invokes a pre-provisioning hook and answers with the function's parsed result. Rejects when the function may
 * not be invoked by `source`, fails or does not exist; the five-second limit is the caller's.
 */
export interface HookInvoker {
  invoke(functionArn: string, payload: object, source: InvocationSource): Promise<unknown>;
}

/** The hook's function threw, timed out or could not start. */
export class HookFailedError extends Error {
  override readonly name = 'HookFailedError';

  constructor(functionArn: string, errorPayload: string) {
    super(`the pre-provisioning hook ${functionArn} failed: ${errorPayload.slice(0, 1000)}`);
  }
}

/** Hooks that are Lambda functions; a function that fails is a hook that fails. */
export function hookInvoker(functions: Functions): HookInvoker {
  return {
    invoke: async (functionArn, payload, source) => {
      const answer = await functions.invoke(functionArn, JSON.stringify(payload), {
        invocationType: 'RequestResponse',
        source,
      });
      if (answer.functionError !== undefined) {
        throw new HookFailedError(functionArn, answer.payload);
      }
      const result: unknown = JSON.parse(answer.payload);
      return result;
    },
  };
}
