/** An option or an environment variable has a value that it cannot have. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command needs an identity, and the device has none yet. */
export class NotProvisionedError extends Error {
  override readonly name = 'NotProvisionedError';

  constructor(serial: string) {
    super(`The device ${serial} is not provisioned yet: run \`agent provision\` first.`);
  }
}
