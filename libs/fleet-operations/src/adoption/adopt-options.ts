export interface AdoptOptions {
  /** The production policy of the older stack. */
  readonly policy: string;
  /** Of things without a model of their own. */
  readonly model?: string | undefined;
  readonly dryRun: boolean;
}
