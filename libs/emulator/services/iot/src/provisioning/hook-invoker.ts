/** On whose behalf a function is invoked: what the function's resource policy is checked against. */
export interface InvocationSource {
  readonly principal: 'iot.amazonaws.com';
  /** ARN of the provisioning template. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/**
 * Invokes a pre-provisioning hook and answers with the function's parsed result. Rejects when the function may
 * not be invoked by `source`, fails or does not exist; the five-second limit is the caller's.
 */
export interface HookInvoker {
  invoke(functionArn: string, payload: object, source: InvocationSource): Promise<unknown>;
}
