/** What a device reads on a `/rejected` topic (developer guide: fleet-provision-api). */
export class ProvisioningRejection extends Error {
  override readonly name = 'ProvisioningRejection';

  constructor(
    readonly statusCode: number,
    readonly errorCode: string,
    readonly errorMessage: string,
    options?: ErrorOptions,
  ) {
    super(`${errorCode} (${statusCode}): ${errorMessage}`, options);
  }
}
