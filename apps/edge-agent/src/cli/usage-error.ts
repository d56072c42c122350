/** An option or an environment variable has a value that it cannot have. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command needs an identity, and the device has none yet. */
export class NotProvisionedError extends Error {
  override readonly name = 'NotProvisionedError';

  /** @param from where its serial number was found */
  constructor(serial: string, from?: string) {
    super(
      `The device ${serial}${from === undefined ? '' : ` (from ${from})`} is not provisioned yet: run \`agent provision\` first.`,
    );
  }
}
