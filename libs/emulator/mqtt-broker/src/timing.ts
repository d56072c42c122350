/** When things happen that a message broker need not do at once. */
export interface BrokerTiming {
  /** After how many milliseconds the next lifecycle event is published: once for each number. */
  lifecycleEvent(): readonly number[];
  /** By how many milliseconds the time stamp of the next lifecycle event is wrong. */
  timestampError(): number;
  /**
   * For how many milliseconds, from its SUBACK on, answers of the provisioning API wait for the next subscription. Who
   * asks before the SUBACK gets none. Where it is absent, answers reach the connection that asked, subscribed or not.
   */
  readonly subscription?: (() => number) | undefined;
}

export const promptTiming: BrokerTiming = { lifecycleEvent: () => [0], timestampError: () => 0 };
