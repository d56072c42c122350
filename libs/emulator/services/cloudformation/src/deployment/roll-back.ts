import { ValidationError } from '../errors';
import type { OperationRecord } from '../stacks/records';
import { walk } from './dependency-graph';
import { deletionOrder } from './discarded-resources';
import type { Environment } from './environment';
import type { Journal } from './journal';
import type { ResourceDeployer } from './resource-deployer';
import { DeploymentFailure } from './roll-forward';

/**
 * Gives updated resources their former properties and puts what the update created on the list of what is to be
 * deleted.
 * @throws DeploymentFailure naming the resources that could not be restored
 */
export async function rollBackUpdate(
  environment: Environment,
  operation: OperationRecord,
  journal: Journal,
  deployer: ResourceDeployer,
): Promise<void> {
  const { store, signal } = environment;
  const remembered = new Map(
    store.resources.remembered(journal.stackId).map((undo) => [undo.logicalId, undo.before]),
  );
  const graph = new Map(
    [...remembered].map(([logicalId, before]) => [logicalId, new Set(before?.dependencies)]),
  );
  const restore = async (logicalId: string): Promise<void> => {
    const before = remembered.get(logicalId);
    if (before !== undefined) {
      await deployer.restore(before, store.resources.find(journal.stackId, logicalId));
    }
  };
  const outcome = await walk(graph, restore, { onFailure: 'continue' });
  signal.throwIfAborted();
  if (outcome.failures.size > 0) {
    throw new DeploymentFailure([...outcome.failures.keys()].sort());
  }
  store.transaction(() => {
    discardWhatIsNew(environment, journal, deployer);
    store.resources.forget(journal.stackId);
    journal.phase(
      { ...operation, phase: 'rollback-cleanup' },
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    );
  });
}

function discardWhatIsNew({ store }: Environment, journal: Journal, deployer: ResourceDeployer): void {
  const { stackId } = journal;
  for (const { logicalId, before } of store.resources.remembered(stackId)) {
    const current = store.resources.find(stackId, logicalId);
    const halfMade = current === undefined ? undefined : deployer.halfMade(current);
    if (halfMade !== undefined) {
      store.resources.discard(stackId, halfMade);
    }
    if (current?.physicalId !== undefined && current.physicalId !== before?.physicalId) {
      const isRetained = before === undefined && current.deletionPolicy === 'Retain';
      if (isRetained) {
        journal.resourceEvent(current, 'DELETE_SKIPPED');
      } else {
        store.resources.discard(stackId, current);
      }
    }
    if (before === undefined) {
      store.resources.remove(stackId, logicalId);
    } else {
      store.resources.save(stackId, before);
    }
  }
}

/** Before a stack is deleted in which an update was stopped: what the update had replaced goes as well. */
export function discardReplaced(
  { store }: Environment,
  { stackId }: Journal,
  deployer: ResourceDeployer,
): void {
  store.transaction(() => {
    for (const { logicalId, before } of store.resources.remembered(stackId)) {
      const current = store.resources.find(stackId, logicalId);
      const halfMade = current?.physicalId === undefined ? undefined : deployer.halfMade(current);
      if (halfMade !== undefined) {
        store.resources.discard(stackId, halfMade);
      }
      if (before?.physicalId !== undefined && before.physicalId !== current?.physicalId) {
        store.resources.discard(stackId, before);
      }
    }
    store.resources.forget(stackId);
  });
}

export interface DeletionOptions {
  /** Logical ids to leave alone although they cannot be deleted. */
  readonly retain: readonly string[];
  /** Whether this undoes the stack's creation: `RetainExceptOnCreate` resources then go as well. */
  readonly isRollback: boolean;
}

/**
 * Deletes all resources of a stack, dependents first; what one cannot delete is kept with everything that it needs.
 * @throws DeploymentFailure naming the resources that could not be deleted
 */
export async function deleteResources(
  environment: Environment,
  journal: Journal,
  deployer: ResourceDeployer,
  options: DeletionOptions,
): Promise<void> {
  const { store, signal } = environment;
  const resources = new Map(
    store.resources.list(journal.stackId).map((resource) => [resource.logicalId, resource]),
  );
  const outcome = await walk(deletionOrder(resources), (logicalId) => remove(logicalId), {
    onFailure: 'continue',
  });
  signal.throwIfAborted();
  if (outcome.failures.size > 0) {
    throw new DeploymentFailure([...outcome.failures.keys()].sort());
  }
  store.resources.forget(journal.stackId);

  async function remove(logicalId: string): Promise<void> {
    const resource = resources.get(logicalId);
    if (resource === undefined) {
      throw new ValidationError(`the stack has no resource ${logicalId}`);
    }
    const retained = ['Retain', ...(options.isRollback ? [] : ['RetainExceptOnCreate'])];
    if (options.retain.includes(logicalId) || retained.includes(resource.deletionPolicy)) {
      store.transaction(() => {
        store.resources.remove(journal.stackId, logicalId);
        journal.resourceEvent(resource, 'DELETE_SKIPPED');
      });
      return;
    }
    journal.resource({ ...resource, status: 'DELETE_IN_PROGRESS' });
    await deployer.deleteOrNote({ ...resource, status: 'DELETE_FAILED' });
    store.transaction(() => {
      store.resources.remove(journal.stackId, logicalId);
      journal.resourceEvent(resource, 'DELETE_COMPLETE');
    });
  }
}
