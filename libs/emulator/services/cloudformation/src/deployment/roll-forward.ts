import assert from 'node:assert/strict';
import { reasonOf } from '../errors';
import type { OperationRecord } from '../stacks/records';
import { resolveDynamicReferences } from '../template/dynamic-references';
import { isObject } from '../template/json';
import { resolve } from '../template/resolve';
import type { ResourceDeclaration } from '../template/template';
import { deletionPolicyOf } from '../template/template';
import type { TemplateScope } from '../template/template-scope';
import { walk } from './dependency-graph';
import type { Environment } from './environment';
import { Exports } from './exports';
import type { Journal } from './journal';
import { outputsOf } from './outputs';
import type { DesiredResource, ResourceDeployer } from './resource-deployer';
import { stackScope } from './stack-scope';

/** The resources that failed. */
export class DeploymentFailure extends Error {
  override readonly name = 'DeploymentFailure';

  constructor(readonly logicalIds: readonly string[]) {
    super(`The following resource(s) failed: [${logicalIds.join(', ')}].`);
  }
}

/**
 * Brings the resources of the target's template into being, in the order of their references. When all are there, the
 * stack gets its new outputs, and what the template no longer has is put on the list of what is to be deleted.
 * @throws DeploymentFailure after the first resource that fails, when none is worked upon any more
 */
export async function rollForward(
  environment: Environment,
  operation: OperationRecord,
  journal: Journal,
  deployer: ResourceDeployer,
): Promise<void> {
  const { store, signal, parameterStore } = environment;
  const stack = journal.stack();
  const { scope, imports } = stackScope(environment, stack, operation.target);
  const active = new Set(scope.activeResources());
  const graph = new Map([...active].map((logicalId) => [logicalId, scope.dependencies(logicalId, active)]));
  const outcome = await walk(
    graph,
    async (logicalId) => {
      const desired = await desiredResource(scope, logicalId, graph.get(logicalId), environment).catch(
        (error: unknown) => {
          const { Type: type } = declared(scope, logicalId);
          noteUnresolvable(environment, journal, logicalId, type, error);
          throw error;
        },
      );
      await deployer.deploy(desired);
    },
    { onFailure: 'stop' },
  );
  signal.throwIfAborted();
  if (outcome.failures.size > 0) {
    throw new DeploymentFailure([...outcome.failures.keys()].sort());
  }
  const outputs = await outputsOf(scope, parameterStore);
  const exports = new Exports(store);
  exports.refuseConflicts(stack, outputs);
  const reached = { outputs, imports: [...imports], revision: operation.target };
  store.transaction(() => {
    discardReplacedAndRemoved(environment, journal, active);
    store.resources.forget(journal.stackId);
    if (operation.kind === 'update') {
      const next: OperationRecord = { ...operation, phase: 'cleanup' };
      journal.phase(next, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, reached);
    } else {
      store.operations.remove(journal.stackId);
      journal.stackStatus('CREATE_COMPLETE', undefined, reached);
    }
  });
}

function declared(scope: TemplateScope, logicalId: string): ResourceDeclaration {
  const declaration = scope.template.Resources[logicalId];
  assert(declaration !== undefined, `${logicalId} is active, so the template declares it`);
  return declaration;
}

async function desiredResource(
  scope: TemplateScope,
  logicalId: string,
  dependencies: ReadonlySet<string> = new Set(),
  { parameterStore }: Environment,
): Promise<DesiredResource> {
  const declaration = declared(scope, logicalId);
  const properties = await resolveDynamicReferences(
    resolve(declaration.Properties ?? {}, scope),
    parameterStore,
  );
  return {
    logicalId,
    type: declaration.Type,
    properties: isObject(properties) ? properties : {},
    metadata: declaration.Metadata,
    deletionPolicy: deletionPolicyOf(declaration),
    updateReplacePolicy: declaration.UpdateReplacePolicy ?? 'Delete',
    dependencies: [...dependencies],
  };
}

/** Properties that cannot be calculated fail the resource before there is any. */
function noteUnresolvable(
  environment: Environment,
  journal: Journal,
  logicalId: string,
  type: string,
  error: unknown,
): void {
  const existing = environment.store.resources.find(journal.stackId, logicalId);
  const resource = existing ?? { logicalId, type, properties: {}, noEcho: false };
  journal.resourceEvent(
    resource,
    existing === undefined ? 'CREATE_FAILED' : 'UPDATE_FAILED',
    reasonOf(error),
  );
}

/** What the new template has replaced or no longer names, as far as its policies let it go. */
function discardReplacedAndRemoved(
  { store }: Environment,
  journal: Journal,
  active: ReadonlySet<string>,
): void {
  const { stackId } = journal;
  for (const { logicalId, before } of store.resources.remembered(stackId)) {
    const current = store.resources.find(stackId, logicalId);
    if (before?.physicalId === undefined || before.physicalId === current?.physicalId) {
      continue;
    }
    if (before.updateReplacePolicy === 'Retain') {
      journal.resourceEvent(before, 'DELETE_SKIPPED');
    } else {
      store.resources.discard(stackId, before);
    }
  }
  for (const resource of store.resources.list(stackId)) {
    if (active.has(resource.logicalId)) {
      continue;
    }
    store.resources.remove(stackId, resource.logicalId);
    if (resource.deletionPolicy === 'Delete') {
      store.resources.discard(stackId, resource);
    } else {
      journal.resourceEvent(resource, 'DELETE_SKIPPED');
    }
  }
}
