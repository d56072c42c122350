import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';
import type { Parameter } from './parameter-repository';
import type { SsmParts } from './ssm-parts';

const namePattern = /^[\w./-]{1,1011}$/;
const longestValue = 4096;

/** @throws AwsError ParameterNotFound */
export function existingParameter({ parameters }: SsmParts, name: string): Parameter {
  const parameter = parameters.find(name);
  if (parameter === undefined) {
    throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
  }
  return parameter;
}

/** The tags of a parameter by its ARN, which does not tell whether the name begins with a slash. */
export function tagsInArn({ parameters }: SsmParts, arn: string): Record<string, string> {
  const name = arn.slice(arn.indexOf(':parameter/') + ':parameter/'.length);
  const found = parameters.find(`/${name}`) ?? parameters.find(name);
  const tags = found === undefined ? [] : parameters.tags(found.name);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** @throws AwsError ValidationException for a name or a value that a parameter cannot have */
export function checkParameter(name: string, value: string): void {
  if (!namePattern.test(name) || /^\/?(aws|ssm)/i.test(name)) {
    throw new AwsError('ValidationException', `Parameter name "${name}" is not allowed.`, { status: 400 });
  }
  if (value === '' || value.length > longestValue) {
    throw new AwsError('ValidationException', `A parameter's value has 1 to ${longestValue} characters.`, {
      status: 400,
    });
  }
}

/** @throws AwsError ValidationException for values that AWS compares with what exists */
export function checkDataType(dataType = 'text'): void {
  if (dataType !== 'text') {
    throw new AwsError(
      'ValidationException',
      `local-cloud has values of the data type text, not ${dataType}.`,
      {
        status: 400,
      },
    );
  }
}

export function alreadyExists(): AwsError {
  return new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}

export function describeParameter(parameter: Parameter, context: RequestContext) {
  return { ...parameterMetadata(parameter, context), Value: parameter.value };
}

export function parameterMetadata(parameter: Parameter, { region, accountId }: RequestContext) {
  const { name, type, version, description, modified } = parameter;
  const arn = `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
  return {
    Name: name,
    Type: type,
    Version: version,
    LastModifiedDate: new Date(modified),
    ARN: arn,
    DataType: 'text',
    Description: description,
  };
}
