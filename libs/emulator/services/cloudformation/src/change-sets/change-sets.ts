import { defined } from '@fleet/optional-members';
import { environmentOf } from '../deployment/environment';
import type { Environment } from '../deployment/environment';
import { Journal } from '../deployment/journal';
import type { Operations, Requested } from '../deployment/operations';
import { ChangeSetNotFoundError, ChangeSetStatusError, reasonOf, ValidationError } from '../errors';
import { newStack } from '../stacks/new-stack';
import type { RevisionRequest } from '../stacks/prepare-revision';
import { prepareRevision } from '../stacks/prepare-revision';
import type { ChangeSet, StackRecord } from '../stacks/records';
import { lastOperationSucceeded, refuseUnlessUpdatable } from '../stacks/stack-status';
import type { ChangePlan } from './plan-changes';
import { planChanges } from './plan-changes';

export interface ChangeSetRequest extends RevisionRequest, Pick<Requested, 'caller'> {
  readonly stackName: string;
  readonly changeSetName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string | undefined;
  readonly clientToken?: string | undefined;
}

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";
const changeSetNamePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** Change sets: what a deployment would do, to look at and then to execute or to throw away. */
export class ChangeSets {
  constructor(
    private readonly environment: Environment,
    private readonly operations: Operations,
  ) {}

  /** Plans a deployment. A stack that is to be created is `REVIEW_IN_PROGRESS` until the set is executed. */
  async create(request: ChangeSetRequest): Promise<ChangeSet> {
    if (!changeSetNamePattern.test(request.changeSetName)) {
      throw new ValidationError(`'${request.changeSetName}' is not a name for a change set`);
    }
    const { store, randomId, clock, partition, region, accountId } = this.environment;
    const stack = this.stackFor(request);
    const environment = environmentOf(this.environment, request.caller);
    const revision = await prepareRevision(environment, stack, request);
    const outcome = await this.plan(environment, stack, revision);
    const changeSet: ChangeSet = defined({
      id: `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${request.changeSetName}/${randomId()}`,
      name: request.changeSetName,
      stackId: stack.id,
      stackName: stack.name,
      type: request.type,
      createdAt: clock.nowMillis(),
      revision,
      description: request.description,
      clientToken: request.clientToken,
      ...outcome,
    });
    store.transaction(() => {
      this.saveReviewedStack(stack);
      if (store.changeSets.findByName(stack.id, changeSet.name) !== undefined) {
        throw new ValidationError(`ChangeSet ${changeSet.name} cannot be created as it already exists`);
      }
      store.changeSets.save(changeSet);
    });
    return changeSet;
  }

  /**
   * @param stackName not needed where the change set is given by its id. Guessed: that of another stack finds nothing
   */
  find(nameOrId: string, stackName: string | undefined): ChangeSet {
    const { store } = this.environment;
    const found = nameOrId.startsWith('arn:')
      ? store.changeSets.findById(nameOrId)
      : store.changeSets.findByName(this.existingStack(stackName).id, nameOrId);
    if (found === undefined || ![undefined, found.stackName, found.stackId].includes(stackName)) {
      throw new ChangeSetNotFoundError(nameOrId);
    }
    return this.withExecution(found);
  }

  /** The id of the stack of a change set that is given by its own id; `undefined` when there is none. */
  stackIdOf(changeSetId: string): string | undefined {
    return this.environment.store.changeSets.findById(changeSetId)?.stackId;
  }

  list(stackName: string): ChangeSet[] {
    const stack = this.existingStack(stackName);
    return this.environment.store.changeSets.list(stack.id).map((changeSet) => this.withExecution(changeSet));
  }

  /** Succeeds also when there is no such change set. */
  remove(nameOrId: string, stackName: string | undefined): void {
    const { store } = this.environment;
    if (!nameOrId.startsWith('arn:')) {
      const found = store.changeSets.findByName(this.existingStack(stackName).id, nameOrId);
      if (found !== undefined) {
        store.changeSets.remove(found.id);
      }
    } else {
      store.changeSets.remove(nameOrId);
    }
  }

  execute(
    nameOrId: string,
    stackName: string | undefined,
    options: Requested & {
      disableRollback?: boolean | undefined;
      clientRequestToken?: string | undefined;
    } = {},
  ): void {
    const changeSet = this.find(nameOrId, stackName);
    const { store } = this.environment;
    if (changeSet.executionStatus !== 'AVAILABLE') {
      throw new ChangeSetStatusError(
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}] ` +
          `and execution status of [${changeSet.executionStatus}]`,
      );
    }
    const stack = this.existingStack(changeSet.stackId);
    if (changeSet.type === 'UPDATE') {
      refuseUnlessUpdatable(stack);
    }
    store.transaction(() => {
      for (const other of store.changeSets.list(stack.id)) {
        const executionStatus = other.id === changeSet.id ? 'EXECUTE_IN_PROGRESS' : 'OBSOLETE';
        store.changeSets.save({ ...other, executionStatus });
      }
      this.operations.deploy(stack, changeSet.revision, options, changeSet.id);
    });
    this.operations.run(stack.id);
  }

  private async plan(
    environment: Environment,
    stack: StackRecord,
    revision: ChangeSet['revision'],
  ): Promise<Pick<ChangeSet, 'status' | 'statusReason' | 'executionStatus' | 'changes'>> {
    const failed = (statusReason: string, changes: ChangePlan['changes'] = []): ReturnType<typeof outcome> =>
      outcome('FAILED', 'UNAVAILABLE', changes, statusReason);
    try {
      const { changes, isEmpty } = await planChanges(environment, stack, revision);
      const isStopped = stack.status.endsWith('_FAILED');
      if (isEmpty && !isStopped) {
        return failed(noChanges);
      }
      return outcome('CREATE_COMPLETE', 'AVAILABLE', changes);
    } catch (error) {
      return failed(reasonOf(error));
    }
  }

  private stackFor({ stackName, type, changeSetName }: ChangeSetRequest): StackRecord {
    const stack = this.environment.store.stacks.find(stackName);
    if (type === 'UPDATE') {
      if (stack === undefined) {
        throw new ValidationError(`Stack [${stackName}] does not exist`);
      }
      refuseUnlessUpdatable(stack);
      return stack;
    }
    if (stack === undefined) {
      return newStack(this.environment, stackName, false);
    }
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      return stack;
    }
    throw new ValidationError(
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
    );
  }

  private saveReviewedStack(stack: StackRecord): void {
    const { store } = this.environment;
    const existing = store.stacks.find(stack.name);
    if (existing !== undefined && existing.id !== stack.id) {
      throw new ValidationError(`Stack [${stack.name}] was created by another request at the same time`);
    }
    if (existing !== undefined) {
      return;
    }
    store.stacks.save(stack);
    new Journal(this.environment, stack.id, undefined).stackStatus('REVIEW_IN_PROGRESS', 'User Initiated');
  }

  private existingStack(nameOrId: string | undefined): StackRecord {
    if (nameOrId === undefined) {
      throw new ValidationError('StackName must be specified if ChangeSetName is not an ARN.');
    }
    const stack = this.environment.store.stacks.find(nameOrId);
    if (stack === undefined) {
      throw new ValidationError(`Stack [${nameOrId}] does not exist`);
    }
    return stack;
  }

  /** How an execution ended shows in the stack; a change set needs no note of it. */
  private withExecution(changeSet: ChangeSet): ChangeSet {
    if (changeSet.executionStatus !== 'EXECUTE_IN_PROGRESS') {
      return changeSet;
    }
    const stack = this.existingStack(changeSet.stackId);
    const succeeded = stack.changeSetId === changeSet.id ? lastOperationSucceeded(stack) : true;
    if (succeeded === undefined) {
      return changeSet;
    }
    return { ...changeSet, executionStatus: succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED' };
  }
}

function outcome(
  status: ChangeSet['status'],
  executionStatus: ChangeSet['executionStatus'],
  changes: ChangeSet['changes'],
  statusReason?: string,
): Pick<ChangeSet, 'status' | 'statusReason' | 'executionStatus' | 'changes'> {
  return defined({ status, statusReason, executionStatus, changes });
}
