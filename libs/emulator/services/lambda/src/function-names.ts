import { invalidParameter, resourceNotFound } from './errors';

const namePattern = /^[a-zA-Z0-9-_]{1,64}$/;
const referencePattern =
  /^(?:(?:arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:)?\d{12}:)?(?:function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** @throws InvalidParameterValueException */
export function checkFunctionName(name: string): void {
  if (!namePattern.test(name)) {
    throw invalidParameter(
      `The function name ${JSON.stringify(name)} is not of the form [a-zA-Z0-9-_]{1,64}.`,
    );
  }
}

/**
 * The name in what AWS accepts as `FunctionName`: a name, an ARN or a partial ARN, with or without qualifier.
 *
 * @throws InvalidParameterValueException; ResourceNotFoundException for a version or alias: there are none
 */
export function functionNameOf(reference: string, qualifier?: string): string {
  const match = referencePattern.exec(reference);
  const name = match?.[1];
  if (name === undefined) {
    throw invalidParameter(`${JSON.stringify(reference)} is neither a function's name nor its ARN.`);
  }
  const version = qualifier ?? match?.[2] ?? '$LATEST';
  if (version !== '$LATEST') {
    throw resourceNotFound(`Cannot find alias or version ${version} of ${name}.`);
  }
  return name;
}
