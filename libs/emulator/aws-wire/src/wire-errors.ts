import { AwsError } from './aws-error';

/** A member of the request has the wrong type, or the request is not of the protocol's form. */
export class SerializationError extends AwsError {
  constructor(path: string, options: { cause?: unknown } = {}) {
    const what = path === '' ? 'the request' : `the member ${path}`;
    super('SerializationException', `${what} is not of the form that the operation defines`, {
      status: 400,
      cause: options.cause,
    });
  }
}

/** A member that the operation requires is missing. Services name this differently: see `asServiceError`. */
export class MissingMemberError extends AwsError {
  constructor(path: string) {
    super(
      'ValidationException',
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
      { status: 400 },
    );
  }
}

/** Members that the operation has, but that this emulator does nothing with. */
export class UnsupportedMemberError extends AwsError {
  constructor(operation: string, members: readonly string[]) {
    const names = members.map((member) => `"${member}"`).join(', ');
    const [what, them] = members.length === 1 ? ['parameter', 'it'] : ['parameters', 'them'];
    super(
      'NotImplemented',
      `${operation}: local-cloud does not support the ${what} ${names}; leave ${them} out, or start local-cloud with --lenient`,
      { status: 501 },
    );
  }
}

/** The operation is one of the service, but this emulator has no answer to it. */
export class NotImplementedError extends AwsError {
  constructor(scope: string, operation: string) {
    super('NotImplementedException', `this emulated cloud does not implement ${scope}:${operation}`, {
      status: 501,
    });
  }
}

/** No operation of the service is meant by the request. */
export class UnknownOperationError extends AwsError {
  constructor(scope: string, request: string) {
    super('UnknownOperationException', `${request} is no operation of the service ${scope}`, { status: 404 });
  }
}

/** The body is larger than the emulator takes in one piece. */
export class RequestTooLargeError extends AwsError {
  constructor(limit: number) {
    super('RequestEntityTooLargeException', `the request body exceeds ${limit} bytes`, { status: 413 });
  }
}

/** No policy allows the request, or one denies it. Services name this differently: see `asServiceError`. */
export class AccessDeniedError extends AwsError {
  constructor(message: string) {
    super('AccessDenied', message, { status: 403 });
  }
}
