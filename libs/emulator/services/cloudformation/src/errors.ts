/**
 * The faults that CloudFormation's API answers with. `code` is the name of the error in the API model; plain
 * `ValidationError` has no shape there, it is the service's word for every request it cannot act upon.
 */
export class CloudFormationError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The request, the template or the stack's state does not allow what was asked. */
export class ValidationError extends CloudFormationError {
  constructor(message: string, options?: ErrorOptions) {
    super('ValidationError', message, options);
  }
}

/** A template that cannot be read or does not make sense in itself. */
export class TemplateError extends ValidationError {
  constructor(message: string, options?: ErrorOptions) {
    super(`Template format error: ${message}`, options);
  }
}

export class StackAlreadyExistsError extends CloudFormationError {
  constructor(stackName: string) {
    super('AlreadyExistsException', `Stack [${stackName}] already exists`);
  }
}

export class ChangeSetNotFoundError extends CloudFormationError {
  constructor(changeSetName: string) {
    super('ChangeSetNotFoundException', `ChangeSet [${changeSetName}] does not exist`);
  }
}

export class ChangeSetStatusError extends CloudFormationError {
  constructor(message: string) {
    super('InvalidChangeSetStatusException', message);
  }
}

export class InsufficientCapabilitiesError extends CloudFormationError {
  constructor(missing: readonly string[]) {
    super('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
  }
}

/** What a resource's failure says in the stack's events. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.message === '' ? error.name : error.message;
}
