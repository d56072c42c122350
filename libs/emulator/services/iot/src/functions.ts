/** On whose behalf a function is invoked: what the function's resource policy is checked against. */
export interface InvocationSource {
  readonly principal: 'iot.amazonaws.com';
  /** ARN of the provisioning template or of the topic rule. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

export interface InvocationOptions {
  /** An `Event` is answered as soon as it is taken over, anything else when the function has ended. */
  readonly invocationType: 'RequestResponse' | 'Event';
  readonly source: InvocationSource;
}

export interface FunctionAnswer {
  /** JSON text; what describes the error if the function failed. */
  readonly payload: string;
  /** Present if the function failed. */
  readonly functionError?: string | undefined;
}

/** What AWS IoT needs of Lambda, for provisioning hooks and for rules. */
export interface Functions {
  /**
   * Rejects when the function does not exist or the source may not invoke it.
   * @param payload the event as JSON text
   */
  invoke(functionArn: string, payload: string, options: InvocationOptions): Promise<FunctionAnswer>;
}
