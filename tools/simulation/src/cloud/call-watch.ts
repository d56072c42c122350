/** What the model is asked before it carries out a call, and told after it: where faults come from. */
export interface CallWatch {
  /** @throws what AWS answers in place of doing it */
  readonly before: (operation: string) => void;
  /** @throws what the caller sees, although it is done */
  readonly after: (operation: string) => void | Promise<void>;
}
