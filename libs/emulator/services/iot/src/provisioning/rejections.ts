import { AccessDeniedError, AwsError } from '@fleet/aws-wire';
import { HookRefusalError } from './pre-provisioning-hook';
import { ProvisioningRejection } from './provisioning-rejection';
import { TemplateEvaluationError } from './template-functions';
import { ResourceConflictError } from './thing-registration';

/** HTTP-like status of the AWS IoT API errors that a registration can end in. */
const statusOfCode: Readonly<Record<string, number>> = {
  InvalidRequestException: 400,
  MalformedPolicyException: 400,
  LimitExceededException: 410,
  ResourceNotFoundException: 404,
  ResourceAlreadyExistsException: 409,
  CertificateStateException: 406,
};

/**
 * The answer that a device gets after a failed registration. A hook that refuses, fails or is too slow is all the same to it:
 * access denied, 403 (developer guide: pre-provisioning-hook). A fault of the emulator stays what it is.
 */
export function rejectionOf(error: unknown): unknown {
  if (error instanceof HookRefusalError) {
    return new ProvisioningRejection(403, 'AccessDenied', 'Access denied by the pre-provisioning hook', {
      cause: error,
    });
  }
  // Guessed: a device is not told what the role of the template lacks; the operator reads it in the log.
  if (error instanceof AccessDeniedError) {
    return new ProvisioningRejection(403, 'AccessDenied', 'Access denied', { cause: error });
  }
  if (error instanceof TemplateEvaluationError) {
    return new ProvisioningRejection(400, 'InvalidParameters', error.message, { cause: error });
  }
  if (error instanceof ResourceConflictError) {
    return new ProvisioningRejection(409, 'ResourceConflict', error.message, { cause: error });
  }
  const status = error instanceof AwsError ? statusOfCode[error.code] : undefined;
  if (error instanceof AwsError && status !== undefined) {
    return new ProvisioningRejection(status, error.code.replace(/Exception$/, ''), error.message, {
      cause: error,
    });
  }
  return error;
}
