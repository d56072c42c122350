import { reasonOf } from '../errors';
import type { OperationRecord } from '../stacks/records';
import type { StackStatus } from '../stacks/statuses';
import { deleteDiscarded } from './discarded-resources';
import type { Environment } from './environment';
import { Journal } from './journal';
import { ResourceDeployer } from './resource-deployer';
import { deleteResources, discardReplaced, rollBackUpdate } from './roll-back';
import { DeploymentFailure, rollForward } from './roll-forward';

/**
 * A stack's creation, update or deletion, phase by phase. Phase and status are on disk before the phase's work
 * begins; every phase but the first can simply be done again after a kill.
 */
export class Operation {
  private readonly journal: Journal;
  private readonly deployer: ResourceDeployer;

  constructor(
    private readonly environment: Environment,
    private operation: OperationRecord,
  ) {
    this.journal = new Journal(environment, operation.stackId, operation.clientRequestToken);
    this.deployer = new ResourceDeployer(environment, this.journal, operation.target.tags);
  }

  /** Runs until the stack rests. Rejects only when the cloud shuts down. */
  async run(): Promise<void> {
    const { stackId } = this.operation;
    for (;;) {
      const current = this.environment.store.operations.find(stackId);
      if (current === undefined || current.phase === 'paused') {
        return;
      }
      this.operation = current;
      await this.runPhase();
    }
  }

  /** An interrupted creation or update is not continued but undone: nobody knows how far it came. */
  async resume(): Promise<void> {
    if (this.operation.phase === 'forward' && this.operation.kind !== 'delete') {
      this.turnBack('The cloud was stopped in the middle of the operation.');
    }
    await this.run();
  }

  private async runPhase(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.environment.signal.throwIfAborted();
      this.fail(error);
    }
  }

  private async work(): Promise<void> {
    const { environment, journal, deployer, operation } = this;
    if (operation.kind === 'delete') {
      return this.deleteStack();
    }
    switch (operation.phase) {
      case 'forward':
        return rollForward(environment, operation, journal, deployer);
      case 'cleanup':
        await deleteDiscarded(environment, journal, deployer);
        this.finish('UPDATE_COMPLETE');
        return;
      case 'rollback':
        return operation.kind === 'create'
          ? this.undoCreation()
          : rollBackUpdate(environment, operation, journal, deployer);
      case 'rollback-cleanup':
        await deleteDiscarded(environment, journal, deployer);
        this.finish('UPDATE_ROLLBACK_COMPLETE');
        return;
      case 'paused':
        return;
    }
  }

  private async undoCreation(): Promise<void> {
    await deleteResources(this.environment, this.journal, this.deployer, { retain: [], isRollback: true });
    this.finish('ROLLBACK_COMPLETE');
  }

  private async deleteStack(): Promise<void> {
    const { environment, journal, operation } = this;
    discardReplaced(environment, journal, this.deployer);
    await deleteDiscarded(environment, journal, this.deployer);
    await deleteResources(environment, journal, this.deployer, {
      retain: operation.retain,
      isRollback: false,
    });
    environment.store.transaction(() => {
      environment.store.changeSets.removeAll(operation.stackId);
      this.finish('DELETE_COMPLETE', { deletedAt: environment.clock.nowMillis(), outputs: [], imports: [] });
    });
  }

  private finish(status: StackStatus, change: Parameters<Journal['stackStatus']>[2] = {}): void {
    this.environment.store.transaction(() => {
      this.environment.store.operations.remove(this.operation.stackId);
      this.journal.stackStatus(status, undefined, change);
    });
  }

  private fail(error: unknown): void {
    const { kind, phase } = this.operation;
    if (phase === 'forward' && kind !== 'delete') {
      this.turnBack(failureReason(error, kind));
      return;
    }
    this.pause(this.failedStatus(), failureReason(error, kind === 'update' ? 'update' : 'delete'));
  }

  private failedStatus(): StackStatus {
    if (this.operation.kind === 'delete') {
      return 'DELETE_FAILED';
    }
    return this.operation.kind === 'create' ? 'ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_FAILED';
  }

  private turnBack(reason: string): void {
    const isCreation = this.operation.kind === 'create';
    if (this.operation.disableRollback) {
      this.pause(isCreation ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
      return;
    }
    this.journal.phase(
      { ...this.operation, phase: 'rollback' },
      isCreation ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS',
      `${reason} Rollback requested by user.`,
    );
  }

  private pause(status: StackStatus, reason: string): void {
    const change = status === 'UPDATE_FAILED' ? { revision: this.operation.target } : {};
    this.journal.phase({ ...this.operation, phase: 'paused' }, status, reason, change);
  }
}

function failureReason(error: unknown, verb: 'create' | 'update' | 'delete'): string {
  if (!(error instanceof DeploymentFailure)) {
    return reasonOf(error);
  }
  return `The following resource(s) failed to ${verb}: [${error.logicalIds.join(', ')}].`;
}
