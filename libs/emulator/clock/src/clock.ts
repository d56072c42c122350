/** The cloud's time. Everything in the emulator asks it and never the machine's clock. */
export interface Clock {
  now(): Date;
  /** Milliseconds since the epoch. */
  nowMillis(): number;
  /**
   * Calls back once when the cloud's time has reached `at`, always after this call has returned; a time
   * that is past already is reached at once. Returns what cancels it. A waiting callback does not keep
   * the process alive.
   */
  at(time: Date, callback: () => void): () => void;
}
