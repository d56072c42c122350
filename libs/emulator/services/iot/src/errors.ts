import { AwsError } from '@fleet/aws-wire';

/*
 * The faults of the AWS IoT API that this control plane answers, named as the API model names them. Their HTTP
 * status comes from the model.
 */

export class InvalidRequestException extends AwsError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('InvalidRequestException', message, options);
  }
}

/** @param legal which names there can be */
export function invalidIdentifier(
  what: string,
  name: string | undefined,
  legal: string,
): InvalidRequestException {
  const fault = name === undefined ? `The ${what} is missing` : `Invalid ${what} "${name.slice(0, 128)}"`;
  return new InvalidRequestException(`${fault}: ${legal}`);
}

export class ResourceNotFoundException extends AwsError {
  constructor(message: string) {
    super('ResourceNotFoundException', message);
  }
}

export class ResourceAlreadyExistsException extends AwsError {
  constructor(message: string, resource: { resourceId?: string; resourceArn?: string } = {}) {
    super('ResourceAlreadyExistsException', message, { fields: { ...resource } });
  }
}

/** The resource is still attached to something. */
export class DeleteConflictException extends AwsError {
  constructor(message: string) {
    super('DeleteConflictException', message);
  }
}

/** The certificate's status does not allow the operation. */
export class CertificateStateException extends AwsError {
  constructor(message: string) {
    super('CertificateStateException', message);
  }
}

export class CertificateValidationException extends AwsError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('CertificateValidationException', message, options);
  }
}

export class MalformedPolicyException extends AwsError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('MalformedPolicyException', message, options);
  }
}

/** `expectedVersion` is not the version on record. */
export class VersionConflictException extends AwsError {
  constructor(message: string) {
    super('VersionConflictException', message);
  }
}

/** A policy or template has as many versions as it may have. */
export class VersionsLimitExceededException extends AwsError {
  constructor(message: string) {
    super('VersionsLimitExceededException', message);
  }
}

export class LimitExceededException extends AwsError {
  constructor(message: string) {
    super('LimitExceededException', message);
  }
}

export class ServiceUnavailableException extends AwsError {
  constructor(message: string) {
    super('ServiceUnavailableException', message);
  }
}

export class SqlParseException extends AwsError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('SqlParseException', message, options);
  }
}

/** What AWS answers for a topic rule that does not exist. */
export class UnauthorizedException extends AwsError {
  constructor(message: string) {
    super('UnauthorizedException', message);
  }
}

export class InvalidQueryException extends AwsError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('InvalidQueryException', message, options);
  }
}

/** The aggregation of search results is none that there is. */
export class InvalidAggregationException extends AwsError {
  constructor(message: string) {
    super('InvalidAggregationException', message);
  }
}
