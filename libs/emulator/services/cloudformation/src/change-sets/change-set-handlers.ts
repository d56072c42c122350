import type * as sdk from '@aws-sdk/client-cloudformation';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { ValidationError } from '../errors';
import { describeChange, describeChangeSet, describeParameters, describeTags } from '../stacks/descriptions';
import { soonDone } from '../stacks/soon-done';
import { revisionRequest } from '../stacks/stack-handlers';
import type { StackServiceParts } from '../template/template-source';

type Handlers = ServiceHandlers<typeof sdk>;

/** Operations on change sets. */
export function changeSetHandlers(parts: StackServiceParts): Handlers {
  const { engine, clock } = parts;
  const { changeSets } = engine;
  return {
    CreateChangeSet: async (input, context) => {
      const type = input.ChangeSetType ?? 'UPDATE';
      if (type === 'IMPORT') {
        throw new ValidationError('importing resources into a stack is not supported here');
      }
      const { id, stackId } = await changeSets.create({
        ...(await revisionRequest(input, parts, context)),
        type,
        stackName: input.StackName,
        changeSetName: input.ChangeSetName,
        description: input.Description,
        clientToken: input.ClientToken,
      });
      return { Id: id, StackId: stackId };
    },
    DescribeChangeSet: (input) => {
      const changeSet = changeSets.find(input.ChangeSetName, input.StackName);
      const { revision } = changeSet;
      return {
        ...describeChangeSet(changeSet),
        Parameters: describeParameters(revision),
        NotificationARNs: revision.notificationArns,
        Capabilities: revision.capabilities,
        Tags: describeTags(revision),
        Changes: changeSet.changes.map(describeChange),
        IncludeNestedStacks: false,
      };
    },
    ListChangeSets: (input) => ({ Summaries: changeSets.list(input.StackName).map(describeChangeSet) }),
    DeleteChangeSet: (input) => {
      changeSets.remove(input.ChangeSetName, input.StackName);
      return {};
    },
    ExecuteChangeSet: async (input, context) => {
      const { stackId } = changeSets.find(input.ChangeSetName, input.StackName);
      changeSets.execute(input.ChangeSetName, input.StackName, {
        disableRollback: input.DisableRollback,
        clientRequestToken: input.ClientRequestToken,
        caller: parts.callerRole(context),
      });
      await soonDone(engine.done(stackId), clock);
      return {};
    },
  };
}
