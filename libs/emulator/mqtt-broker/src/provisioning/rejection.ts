import * as z from 'zod';
import type { ProvisioningRejection } from '../ports';

/** An error answer of the provisioning API that the broker gives itself. */
export class Rejection extends Error implements ProvisioningRejection {
  override readonly name = 'Rejection';

  constructor(
    readonly statusCode: number,
    readonly errorCode: string,
    readonly errorMessage: string,
  ) {
    super(errorMessage);
  }
}

const rejectionShape = z.object({
  statusCode: z.number(),
  errorCode: z.string(),
  errorMessage: z.string(),
});

/** What the device gets for an error: the control plane's rejection, or nothing but "internal failure". */
export function asRejection(error: unknown): ProvisioningRejection {
  const rejection = rejectionShape.safeParse(error);
  return rejection.success
    ? rejection.data
    : { statusCode: 500, errorCode: 'InternalFailure', errorMessage: 'An internal error occurred.' };
}
