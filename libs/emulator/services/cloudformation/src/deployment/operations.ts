import type { RoleInUse } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import { ValidationError } from '../errors';
import type { OperationRecord, Revision, StackRecord } from '../stacks/records';
import type { StackStatus } from '../stacks/statuses';
import { onBehalfOf } from './environment';
import type { Environment } from './environment';
import { Journal } from './journal';
import { Operation } from './operation';

const userInitiated = 'User Initiated';
/** Reported: aws/aws-cdk#8571. */
const sessionName = 'AWSCloudFormation';

/** Who asked for an operation. */
export interface Requested {
  /** The stack's role from now on; the one that it had unless given. */
  readonly roleArn?: string | undefined;
  /** The session that asked: without a role, CloudFormation works by its permissions. */
  readonly caller?: RoleInUse | undefined;
}

/** Begins operations on disk and runs them in the background, one for each stack. */
export class Operations {
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly environment: Environment,
    private readonly onBroken: (stackId: string, error: unknown) => void,
  ) {}

  /** Notes that the stack is to become what `target` says: a first creation, or an update of what is there. */
  deploy(
    stack: StackRecord,
    target: Revision,
    request: Requested & {
      disableRollback?: boolean | undefined;
      clientRequestToken?: string | undefined;
    },
    changeSetId?: string,
  ): void {
    const isCreation = stack.status === 'REVIEW_IN_PROGRESS';
    const kind = isCreation ? 'create' : 'update';
    const paused = this.environment.store.operations.find(stack.id);
    const previous = paused === undefined ? stack.revision : paused.previous;
    const disableRollback = request.disableRollback ?? false;
    this.begin(
      {
        stackId: stack.id,
        kind,
        phase: 'forward',
        target,
        retain: [],
        disableRollback,
        ...of(target, request),
      },
      previous,
      isCreation ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
      defined({
        disableRollback,
        revision: isCreation ? target : undefined,
        updatedAt: isCreation ? undefined : this.environment.clock.nowMillis(),
        changeSetId,
      }),
    );
  }

  delete(
    stack: StackRecord,
    request: Requested & {
      retain?: readonly string[] | undefined;
      clientRequestToken?: string | undefined;
    },
  ): void {
    const target = stack.revision ?? emptyRevision;
    const retain = [...(request.retain ?? [])];
    this.begin(
      {
        stackId: stack.id,
        kind: 'delete',
        phase: 'forward',
        target,
        retain,
        disableRollback: false,
        ...of(target, request),
      },
      undefined,
      'DELETE_IN_PROGRESS',
      {},
    );
  }

  /** @throws ValidationError if the stack did not stop halfway */
  rollBack(stack: StackRecord, request: Requested & { clientRequestToken?: string | undefined }): void {
    const paused = this.environment.store.operations.find(stack.id);
    if (paused?.phase !== 'paused' || paused.kind === 'delete') {
      throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    }
    const journal = new Journal(this.environment, stack.id, request.clientRequestToken);
    const status = paused.kind === 'create' ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS';
    const change = defined({ revision: paused.previous });
    const operation = {
      ...paused,
      ...of(paused.target, request),
      phase: 'rollback',
      disableRollback: false,
    } as const;
    journal.phase(operation, status, userInitiated, change);
  }

  /** Runs what was begun on a stack. */
  run(stackId: string): void {
    this.track(stackId, (operation) => operation.run());
  }

  resumeAll(): void {
    for (const { stackId, phase } of this.environment.store.operations.list()) {
      if (phase !== 'paused') {
        this.track(stackId, (operation) => operation.resume());
      }
    }
  }

  /** Resolves when the stack is not being worked upon. */
  async done(stackId: string): Promise<void> {
    await this.running.get(stackId);
  }

  async settled(): Promise<void> {
    while (this.running.size > 0) {
      await Promise.all(this.running.values());
    }
  }

  private begin(
    operation: OperationRecord,
    previous: Revision | undefined,
    status: StackStatus,
    change: Partial<StackRecord>,
  ): void {
    const journal = new Journal(this.environment, operation.stackId, operation.clientRequestToken);
    journal.phase({ ...operation, ...defined({ previous }) }, status, userInitiated, change);
  }

  private track(stackId: string, work: (operation: Operation) => Promise<void>): void {
    const record = this.environment.store.operations.find(stackId);
    if (record === undefined) {
      return;
    }
    const { actsAs } = record;
    const environment =
      actsAs === undefined
        ? this.environment
        : {
            ...this.environment,
            types: this.environment.typesOf(actsAs),
            parameterStore: this.environment.parameterStoreOf(actsAs),
          };
    const running = work(new Operation(environment, record))
      .catch((error: unknown) => {
        if (!this.environment.signal.aborted) {
          this.onBroken(stackId, error);
        }
      })
      .finally(() => void this.running.delete(stackId));
    this.running.set(stackId, running);
  }
}

const emptyRevision: Revision = {
  templateBody: '',
  parameters: {},
  tags: {},
  capabilities: [],
  notificationArns: [],
};

/** What an operation has of its request. */
function of(
  target: Revision,
  { clientRequestToken, roleArn, caller }: Requested & { clientRequestToken?: string | undefined },
) {
  const role = roleArn ?? target.roleArn;
  const actsAs = role === undefined ? caller && onBehalfOf(caller) : { roleArn: role, sessionName };
  return defined({ clientRequestToken, actsAs });
}
