import { page, textKey } from '@fleet/paging';
import { descriptionPages, pathPages } from './page-rules';
import {
  alreadyExists,
  checkDataType,
  checkParameter,
  describeParameter,
  existingParameter,
  parameterMetadata,
} from './parameters';
import type { SsmHandlers, SsmParts } from './ssm-parts';

/** The operations that make, change and delete parameters. */
export function parameterHandlers(parts: SsmParts): SsmHandlers {
  const { parameters, store, clock } = parts;
  return {
    PutParameter: ({ Name, Value, Type, Description, Overwrite, Tags, DataType }) => {
      checkParameter(Name, Value);
      checkDataType(DataType);
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
      const recursive = Recursive === true;
      const found = page({ nextToken: NextToken, maxResults: MaxResults }, pathPages, {
        name: ['parameters-by-path', prefix, recursive],
        key: textKey,
        read: (after, limit) => parameters.below(prefix, recursive, after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        Parameters: found.items.map((parameter) => describeParameter(parameter, context)),
        NextToken: found.nextToken,
      };
    },
    DescribeParameters: ({ MaxResults, NextToken }, context) => {
      const found = page({ nextToken: NextToken, maxResults: MaxResults }, descriptionPages, {
        name: ['parameters'],
        key: textKey,
        read: (after, limit) => parameters.page(after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        Parameters: found.items.map((parameter) => parameterMetadata(parameter, context)),
        NextToken: found.nextToken,
      };
    },
  };
}
