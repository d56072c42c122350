/**
 * A failure that the caller of an AWS API receives. `code` is the name of the error as the service's API
 * reference spells it (`ResourceNotFoundException`, `NoSuchBucket`); the status comes from the service's own
 * definition of that error unless given.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** HTTP status, when it is not the one the service defines for the code (400 for codes it does not define). */
  readonly status: number | undefined;
  /** Members of the error beside its message, e.g. `resourceId`, `CancellationReasons`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    message: string,
    options: { status?: number; fields?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.fields = options.fields ?? {};
  }
}
