import type { Parameter } from './parameter-repository';
import {
  alreadyExists,
  checkParameter,
  describeParameter,
  existingParameter,
  parameterMetadata,
} from './parameters';
import type { SsmHandlers, SsmParts } from './ssm-parts';

const largestPage = 10;

/** The operations that make, change and delete parameters. */
export function parameterHandlers(parts: SsmParts): SsmHandlers {
  const { parameters, store, clock } = parts;
  return {
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
        const modified = clock.nowMillis();
        parameters.save({ name: Name, type, value: Value, version, description, modified });
        for (const { Key, Value: value } of Tags ?? []) {
          parameters.tag(Name, Key, value);
        }
        return { Version: version, Tier: 'Standard' as const };
      });
    },
    DeleteParameter: ({ Name }) => {
      existingParameter(parts, Name);
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
  };
}

/** The operations that read parameters. */
export function parameterReadHandlers(parts: SsmParts): SsmHandlers {
  const { parameters } = parts;
  return {
    GetParameter: ({ Name }, context) => ({
      Parameter: describeParameter(existingParameter(parts, Name), context),
    }),
    GetParameters: ({ Names }, context) => {
      const found = Names.map((name) => parameters.find(name));
      return {
        Parameters: found.flatMap((parameter) => (parameter ? [describeParameter(parameter, context)] : [])),
        InvalidParameters: Names.filter((_, index) => found[index] === undefined),
      };
    },
    GetParametersByPath: ({ Path, Recursive, MaxResults, NextToken }, context) => {
      const prefix = Path.endsWith('/') ? Path : `${Path}/`;
      const limit = MaxResults ?? largestPage;
      const isBelow = ({ name }: Parameter) => Recursive === true || !name.slice(prefix.length).includes('/');
      const page = parameters.page(prefix, NextToken, limit);
      const last = page.length === limit ? page.at(-1) : undefined;
      return {
        Parameters: page.filter(isBelow).map((parameter) => describeParameter(parameter, context)),
        NextToken: last?.name,
      };
    },
    DescribeParameters: ({ MaxResults, NextToken }, context) => {
      const limit = MaxResults ?? largestPage;
      const page = parameters.page('', NextToken, limit);
      const last = page.length === limit ? page.at(-1) : undefined;
      return {
        Parameters: page.map((parameter) => parameterMetadata(parameter, context)),
        NextToken: last?.name,
      };
    },
  };
}
