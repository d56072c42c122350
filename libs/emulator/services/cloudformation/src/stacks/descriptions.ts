import type {
  Change,
  Parameter,
  ResourceChangeDetail,
  ResourceStatus,
  Stack,
  StackEvent as StackEventOutput,
  Tag,
} from '@aws-sdk/client-cloudformation';
import { parseTemplate } from '../template/parse-template';
import type { ChangeSet, ResourceChange, ResourceRecord, Revision, StackEvent, StackRecord } from './records';

/** What the API tells of the engine's records. */
export function describeStack(stack: StackRecord): Stack {
  const { revision } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : new Date(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : new Date(stack.deletedAt),
    DisableRollback: stack.disableRollback,
    EnableTerminationProtection: stack.terminationProtection,
    ChangeSetId: stack.changeSetId,
    RoleARN: revision?.roleArn,
    Description: descriptionOf(revision),
    Capabilities: revision?.capabilities,
    NotificationARNs: revision?.notificationArns ?? [],
    Parameters: revision === undefined ? [] : describeParameters(revision),
    Tags: describeTags(revision),
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RollbackConfiguration: {},
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function descriptionOf(revision: Revision | undefined): string | undefined {
  return revision === undefined || revision.templateBody === ''
    ? undefined
    : parseTemplate(revision.templateBody).Description;
}

/** A parameter that asks for it is never shown. */
export function describeParameters(revision: Revision): Parameter[] {
  const declarations = parseTemplate(revision.templateBody).Parameters;
  return Object.entries(revision.parameters).map(([key, { value, resolved }]) => ({
    ParameterKey: key,
    ParameterValue: declarations[key]?.NoEcho === true ? '****' : value,
    ResolvedValue: resolved,
  }));
}

export function describeTags(revision: Revision | undefined): Tag[] {
  return Object.entries(revision?.tags ?? {}).map(([key, value]) => ({ Key: key, Value: value }));
}

/** The API model leaves out the statuses of stacks among those of events; the service sends them all the same. */
function isSent(status: string): status is ResourceStatus {
  return status !== '';
}

export function describeEvent(event: StackEvent): StackEventOutput {
  return {
    EventId: event.id,
    StackId: event.stackId,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: isSent(event.status) ? event.status : undefined,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.clientRequestToken,
  };
}

/** What every list of resources tells of one. */
export function describeResource(resource: ResourceRecord) {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
  };
}

export function describeChange(change: ResourceChange): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: change.scope,
      Details: change.details.map(describeDetail),
    },
  };
}

function describeDetail({ name, recreation }: ResourceChange['details'][number]): ResourceChangeDetail {
  return {
    Target: {
      Attribute: 'Properties',
      Name: name,
      RequiresRecreation: recreation,
    },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  };
}

/** What DescribeChangeSet and ListChangeSets both tell. */
export function describeChangeSet(changeSet: ChangeSet) {
  return {
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    CreationTime: new Date(changeSet.createdAt),
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    ExecutionStatus: changeSet.executionStatus,
  };
}
