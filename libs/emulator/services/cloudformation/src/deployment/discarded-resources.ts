import { reasonOf } from '../errors';
import type { ResourceRecord } from '../stacks/records';
import { walk } from './dependency-graph';
import type { DependencyGraph } from './dependency-graph';
import type { Environment } from './environment';
import type { Journal } from './journal';
import type { ResourceDeployer } from './resource-deployer';

/**
 * Deletes what an update has left behind, dependents first. A resource that cannot be deleted is left where it is,
 * with an event that says why, as CloudFormation does: the update itself has succeeded.
 */
export async function deleteDiscarded(
  environment: Environment,
  journal: Journal,
  deployer: ResourceDeployer,
): Promise<void> {
  const { store, signal } = environment;
  const discarded = store.resources.discarded(journal.stackId);
  await walk(deletionOrder(discarded), (sequence) => remove(sequence), { onFailure: 'continue' });
  signal.throwIfAborted();

  async function remove(sequence: string): Promise<void> {
    const resource = discarded.get(sequence);
    if (resource === undefined) {
      return;
    }
    journal.resourceEvent(resource, 'DELETE_IN_PROGRESS');
    const failure = await deployer.delete(resource).then(
      () => undefined,
      (error: unknown) => ({ reason: reasonOf(error) }),
    );
    signal.throwIfAborted();
    store.transaction(() => {
      store.resources.removeDiscarded(sequence);
      if (failure === undefined) {
        journal.resourceEvent(resource, 'DELETE_COMPLETE');
      } else {
        journal.resourceEvent(resource, 'DELETE_FAILED', failure.reason);
      }
    });
  }
}

/** For each resource those that use it: they go first. */
export function deletionOrder(resources: ReadonlyMap<string, ResourceRecord>): DependencyGraph {
  const entries = [...resources];
  return new Map(
    entries.map(([key, { logicalId }]) => {
      const dependents = entries.filter(([, { dependencies }]) => dependencies.includes(logicalId));
      return [key, new Set(dependents.map(([dependent]) => dependent).filter((other) => other !== key))];
    }),
  );
}
