import { AwsError, defineService } from '@fleet/aws-wire';
import type { AwsService, RequestContext } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { ParameterRepository } from './parameter-repository';
import type { Parameter } from './parameter-repository';

export { ssmResourceTypes } from './resource-types';
const namePattern = /^[\w./-]{1,1011}$/;
const longestValue = 4096;
const largestPage = 10;

/** AWS Systems Manager's Parameter Store. */
export function ssmService(options: { store: Store; clock: Clock }): AwsService {
  const parameters = new ParameterRepository(options.store);
  const { clock, store } = options;

  const existing = (name: string): Parameter => {
    const parameter = parameters.find(name);
    if (parameter === undefined) {
      throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    }
    return parameter;
  };

  return defineService({
    scope: 'ssm',
    sdk: () => import('@aws-sdk/client-ssm'),
    handlers: {
      PutParameter: ({ Name, Value, Type, Description, Overwrite, Tags }) => {
        checkParameter(Name, Value);
        return store.transaction(() => {
          const before = parameters.find(Name);
          if (before !== undefined && Overwrite !== true) {
            throw alreadyExists();
          }
          const version = (before?.version ?? 0) + 1;
          const type = Type ?? before?.type ?? 'String';
          const description = Description ?? before?.description;
          parameters.save({
            name: Name,
            type,
            value: Value,
            version,
            description,
            modified: clock.nowMillis(),
          });
          for (const { Key, Value: value } of Tags ?? []) {
            parameters.tag(Name, Key, value);
          }
          return { Version: version, Tier: 'Standard' as const };
        });
      },
      GetParameter: ({ Name }, context) => ({ Parameter: describe(existing(Name), context) }),
      GetParameters: ({ Names }, context) => {
        const found = Names.map((name) => parameters.find(name));
        return {
          Parameters: found.flatMap((parameter) => (parameter ? [describe(parameter, context)] : [])),
          InvalidParameters: Names.filter((_, index) => found[index] === undefined),
        };
      },
      GetParametersByPath: ({ Path, Recursive, MaxResults, NextToken }, context) => {
        const prefix = Path.endsWith('/') ? Path : `${Path}/`;
        const limit = MaxResults ?? largestPage;
        const isBelow = ({ name }: Parameter) =>
          Recursive === true || !name.slice(prefix.length).includes('/');
        const page = parameters.page(prefix, NextToken, limit);
        const last = page.length === limit ? page.at(-1) : undefined;
        return {
          Parameters: page.filter(isBelow).map((parameter) => describe(parameter, context)),
          NextToken: last?.name,
        };
      },
      DescribeParameters: ({ MaxResults, NextToken }, context) => {
        const limit = MaxResults ?? largestPage;
        const page = parameters.page('', NextToken, limit);
        const last = page.length === limit ? page.at(-1) : undefined;
        return {
          Parameters: page.map((parameter) => metadata(parameter, context)),
          NextToken: last?.name,
        };
      },
      DeleteParameter: ({ Name }) => {
        existing(Name);
        parameters.delete(Name);
        return {};
      },
      DeleteParameters: ({ Names }) => {
        const deleted = new Set(Names.filter((name) => parameters.delete(name)));
        return {
          DeletedParameters: [...deleted],
          InvalidParameters: Names.filter((name) => !deleted.has(name)),
        };
      },
      AddTagsToResource: ({ ResourceId, Tags }) => {
        tagged(ResourceId);
        store.transaction(() => Tags.forEach(({ Key, Value }) => parameters.tag(ResourceId, Key, Value)));
        return {};
      },
      RemoveTagsFromResource: ({ ResourceId, TagKeys }) => {
        tagged(ResourceId);
        store.transaction(() => TagKeys.forEach((key) => parameters.untag(ResourceId, key)));
        return {};
      },
      ListTagsForResource: ({ ResourceId }) => {
        tagged(ResourceId);
        return { TagList: parameters.tags(ResourceId) };
      },
    },
  });

  function tagged(name: string): void {
    if (parameters.find(name) === undefined) {
      throw new AwsError('InvalidResourceId', `The resource ID "${name}" is not valid.`);
    }
  }
}

function checkParameter(name: string, value: string): void {
  if (!namePattern.test(name) || /^\/?(aws|ssm)/i.test(name)) {
    throw new AwsError('ValidationException', `Parameter name "${name}" is not allowed.`, { status: 400 });
  }
  if (value === '' || value.length > longestValue) {
    throw new AwsError('ValidationException', `A parameter's value has 1 to ${longestValue} characters.`, {
      status: 400,
    });
  }
}

function alreadyExists(): AwsError {
  return new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}

function describe(parameter: Parameter, context: RequestContext) {
  return { ...metadata(parameter, context), Value: parameter.value };
}

function metadata({ name, type, version, description, modified }: Parameter, context: RequestContext) {
  const arn = `arn:aws:ssm:${context.region}:${context.accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
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
