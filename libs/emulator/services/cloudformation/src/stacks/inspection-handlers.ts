import type * as sdk from '@aws-sdk/client-cloudformation';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { defaultOf } from '../template/parameters';
import { parseTemplate } from '../template/parse-template';
import { ValidationError } from '../errors';
import type { StackServiceParts } from '../template/template-source';
import { givenTemplate } from '../template/template-source';
import type { Revision } from './records';
import { requiredCapabilities } from './prepare-revision';
import { describeEvent, describeResource, describeStack } from './descriptions';

type Handlers = ServiceHandlers<typeof sdk>;

/** Operations that only look. */
export function inspectionHandlers(parts: StackServiceParts): Handlers {
  return { ...stackInspection(parts), ...resourceInspection(parts), ...templateInspection(parts) };
}

function stackInspection({ engine }: StackServiceParts): Handlers {
  return {
    DescribeStacks: ({ StackName: name }) => ({
      Stacks: (name === undefined ? engine.stacks() : [engine.stack(name)]).map(describeStack),
    }),
    ListStacks: ({ StackStatusFilter: filter = [] }) => ({
      StackSummaries: engine
        .stacks({ deleted: true })
        .map(describeStack)
        .filter(
          ({ StackStatus: status }) => filter.length === 0 || filter.some((wanted) => wanted === status),
        ),
    }),
    DescribeStackEvents: ({ StackName: name, NextToken: token }) => {
      const { events, next } = engine.events(name, token === undefined ? undefined : positionOf(token));
      return {
        StackEvents: events.map(describeEvent),
        NextToken: next?.toString(),
      };
    },
    ListExports: () => ({
      Exports: engine.exports().map(({ name, value, stackId }) => ({
        Name: name,
        Value: value,
        ExportingStackId: stackId,
      })),
    }),
    ListImports: ({ ExportName: name }) => {
      const importers = engine.importers(name);
      if (importers.length === 0) {
        throw new ValidationError(`Export '${name}' is not imported by any stack.`);
      }
      return { Imports: importers };
    },
  };
}

function positionOf(token: string): number {
  const position = Number(token);
  if (!Number.isSafeInteger(position) || position < 0) {
    throw new ValidationError('NextToken is not one of this list');
  }
  return position;
}

function resourceInspection({ engine }: StackServiceParts): Handlers {
  const describeAll = (name: string) => {
    const { id, name: stackName } = engine.stack(name);
    return engine.resources(id).map((resource) => ({
      ...describeResource(resource),
      StackId: id,
      StackName: stackName,
      Timestamp: new Date(resource.updatedAt),
    }));
  };
  return {
    DescribeStackResources: (input) => {
      const { StackName: stackName, PhysicalResourceId: physicalId, LogicalResourceId: wanted } = input;
      const ofResource = physicalId === undefined ? undefined : engine.stackOfPhysicalResource(physicalId);
      const name = stackName ?? ofResource?.id;
      if (name === undefined) {
        throw new ValidationError(`Stack for ${physicalId ?? 'no resource'} does not exist`);
      }
      const all = describeAll(name);
      return {
        StackResources: all.filter(
          (resource) => (wanted ?? resource.LogicalResourceId) === resource.LogicalResourceId,
        ),
      };
    },
    DescribeStackResource: ({ StackName: name, LogicalResourceId: logicalId }) => {
      const resource = engine.resources(name).find((candidate) => candidate.logicalId === logicalId);
      if (resource === undefined) {
        throw new ValidationError(`Resource ${logicalId} does not exist for stack ${name}`);
      }
      const { id, name: stackName } = engine.stack(name);
      return {
        StackResourceDetail: {
          ...describeResource(resource),
          StackId: id,
          StackName: stackName,
          LastUpdatedTimestamp: new Date(resource.updatedAt),
          Metadata: JSON.stringify(resource.metadata ?? {}),
        },
      };
    },
    ListStackResources: ({ StackName: name }) => ({
      StackResourceSummaries: describeAll(name).map(({ Timestamp, ...resource }) => ({
        ...resource,
        LastUpdatedTimestamp: Timestamp,
      })),
    }),
  };
}

function templateInspection({ engine, readTemplate, callerRole }: StackServiceParts): Handlers {
  return {
    GetTemplate: ({ StackName: name, ChangeSetName: changeSetName }) => {
      if (changeSetName !== undefined) {
        return templateAnswer(engine.changeSets.find(changeSetName, name).revision);
      }
      if (name === undefined) {
        throw new ValidationError('Either StackName or ChangeSetName must be specified.');
      }
      return templateAnswer(engine.stack(name).revision);
    },
    GetTemplateSummary: async (input, context) => {
      const { StackName: name } = input;
      const body =
        name === undefined
          ? await givenTemplate(input, { readTemplate, caller: callerRole(context) })
          : engine.stack(name).revision?.templateBody;
      const template = parseTemplate(body ?? '{}');
      const resourceTypes = Object.values(template.Resources).map(({ Type: type }) => type);
      return {
        Description: template.Description,
        ResourceTypes: [...new Set(resourceTypes)],
        Capabilities: requiredCapabilities(template),
        Parameters: Object.entries(template.Parameters).map(([key, parameter]) => ({
          ParameterKey: key,
          ParameterType: parameter.Type,
          DefaultValue: defaultOf(parameter),
          Description: parameter.Description,
          NoEcho: parameter.NoEcho ?? false,
        })),
      };
    },
    ValidateTemplate: async (input, context) => {
      const template = parseTemplate(
        await givenTemplate(input, { readTemplate, caller: callerRole(context) }),
      );
      return {
        Description: template.Description,
        Capabilities: requiredCapabilities(template),
        Parameters: Object.entries(template.Parameters).map(([key, parameter]) => ({
          ParameterKey: key,
          Description: parameter.Description,
          NoEcho: parameter.NoEcho ?? false,
        })),
      };
    },
  };
}

/** A stack that is only planned has no template yet. */
function templateAnswer(revision: Revision | undefined) {
  return {
    TemplateBody: revision?.templateBody ?? '{}',
    StagesAvailable: ['Original' as const, 'Processed' as const],
  };
}
