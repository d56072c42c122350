import { defined } from '@fleet/optional-members';
import type { OperationRecord, ResourceRecord, StackRecord } from '../stacks/records';
import type { ResourceStatus, StackStatus } from '../stacks/statuses';
import type { Environment } from './environment';

export const stackType = 'AWS::CloudFormation::Stack';

/** What an event tells of a resource. */
export type EventSubject = Pick<
  ResourceRecord,
  'logicalId' | 'type' | 'physicalId' | 'properties' | 'noEcho'
>;

/** Writes down what happens to one stack: the new state and its event together or not at all. */
export class Journal {
  constructor(
    private readonly environment: Environment,
    readonly stackId: string,
    private readonly clientRequestToken: string | undefined,
  ) {}

  /** @throws Error if the stack is not in the store */
  stack(): StackRecord {
    const stack = this.environment.store.stacks.find(this.stackId);
    if (stack === undefined) {
      throw new Error(`stack ${this.stackId} is not in the store`);
    }
    return stack;
  }

  /** @throws Error as `stack` does */
  stackName(): string {
    const name = this.environment.store.stacks.nameOf(this.stackId);
    if (name === undefined) {
      throw new Error(`stack ${this.stackId} is not in the store`);
    }
    return name;
  }

  stackStatus(status: StackStatus, reason?: string, change: Partial<StackRecord> = {}): void {
    const { store } = this.environment;
    store.transaction(() => {
      const { statusReason: _outdated, ...stack } = this.stack();
      store.stacks.save({ ...stack, status, ...defined({ statusReason: reason }), ...change });
      this.event(stack.name, stack.name, stack.id, stackType, status, reason);
    });
  }

  /** The operation's next phase and the stack's status that shows it. */
  phase(
    operation: OperationRecord,
    status: StackStatus,
    reason?: string,
    change: Partial<StackRecord> = {},
  ): void {
    this.environment.store.transaction(() => {
      this.environment.store.operations.save(operation);
      this.stackStatus(status, reason, change);
    });
  }

  resource(resource: ResourceRecord, reason?: string): void {
    const { store, clock } = this.environment;
    const { statusReason: _outdated, ...record } = resource;
    const at = clock.nowMillis();
    store.transaction(() => {
      store.resources.save(this.stackId, { ...record, updatedAt: at, ...defined({ statusReason: reason }) });
      this.resourceEvent(resource, resource.status, reason);
    });
  }

  /** An event of a resource whose record stays as it is, or is gone. Its physical id is empty until there is one. */
  resourceEvent(resource: EventSubject, status: ResourceStatus, reason?: string): void {
    const { logicalId, physicalId = '', type } = resource;
    this.event(this.stackName(), logicalId, physicalId, type, status, reason, resource);
  }

  private event(
    stackName: string,
    logicalId: string,
    physicalId: string,
    type: string,
    status: StackStatus | ResourceStatus,
    reason: string | undefined,
    resource?: EventSubject,
  ): void {
    const { store, clock, randomId } = this.environment;
    const { clientRequestToken } = this;
    const properties = resource === undefined || resource.noEcho ? undefined : resource.properties;
    store.events.append(
      defined({
        id: resource === undefined ? randomId() : `${logicalId}-${status}-${randomId()}`,
        stackId: this.stackId,
        stackName,
        at: clock.nowMillis(),
        logicalId,
        physicalId,
        type,
        status,
        reason,
        properties: properties && JSON.stringify(properties),
        clientRequestToken,
      }),
    );
  }
}
