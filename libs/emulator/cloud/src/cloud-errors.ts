/** An option that a cloud cannot start with. */
export class CloudOptionError extends Error {
  override readonly name = 'CloudOptionError';

  constructor(
    readonly option: 'host' | 'publicHost',
    readonly mustBe: string,
  ) {
    super(`${option} must be ${mustBe}`);
  }
}

/** The data directory cannot be used: another cloud runs on it, it cannot be written, or a newer version wrote it. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** `reset` was called for a cloud whose data is its user's. */
export class CloudNotEphemeralError extends Error {
  override readonly name = 'CloudNotEphemeralError';

  constructor(dataDirectory: string) {
    super(`reset() is for ephemeral clouds: close this one and delete ${dataDirectory} to begin anew`);
  }
}

/** `reset` was called for a cloud that has ended. */
export class CloudClosedError extends Error {
  override readonly name = 'CloudClosedError';

  constructor() {
    super('the cloud is closed: start another one');
  }
}
