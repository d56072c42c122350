import { randomBytes, randomUUID } from 'node:crypto';
import type { RoleInUse } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { ResourceType } from '@fleet/resource-types';
import { ChangeSets } from './change-sets/change-sets';
import { planChanges } from './change-sets/plan-changes';
import { environmentOf } from './deployment/environment';
import type { Environment } from './deployment/environment';
import { Exports } from './deployment/exports';
import { Operations } from './deployment/operations';
import type { Requested } from './deployment/operations';
import { StackAlreadyExistsError, ValidationError } from './errors';
import { ResourceTypeCatalogue } from './resource-types/resource-type-catalogue';
import { newStack } from './stacks/new-stack';
import type { EventPage } from './stacks/event-repository';
import type { RevisionRequest } from './stacks/prepare-revision';
import { prepareRevision } from './stacks/prepare-revision';
import type { ResourceRecord, Revision, StackRecord } from './stacks/records';
import { refuseUnlessUpdatable } from './stacks/stack-status';
import { StackStore } from './stacks/stack-store';
import type { ParameterStore } from './template/parameters';

export interface StackEngineOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly partition?: string;
  readonly resourceTypes: readonly ResourceType[];
  /** The resource types that work by a role; `resourceTypes` unless given. */
  readonly resourceTypesOf?: (role: RoleInUse) => readonly ResourceType[];
  readonly parameterStore: ParameterStore;
  /** The parameter store as a role may read it; `parameterStore` unless given. */
  readonly parameterStoreOf?: (role: RoleInUse) => ParameterStore;
  /** Called when an operation broke off because of a bug of the emulator; the stack is settled at the next start. */
  readonly onBrokenOperation: (stackId: string, error: unknown) => void;
  readonly randomBytes?: (size: number) => Uint8Array;
  readonly randomId?: () => string;
}

export interface StackRequest extends RevisionRequest, Requested {
  readonly disableRollback?: boolean | undefined;
  readonly clientRequestToken?: string | undefined;
}

export interface DeleteStackRequest extends Requested {
  /** Logical ids to leave alone; allowed for a stack whose deletion has failed. */
  readonly retain?: readonly string[] | undefined;
  readonly clientRequestToken?: string | undefined;
}

/**
 * AWS CloudFormation: stacks of resources, kept in a store. Requests are checked at once and carried out in the
 * background; `settled` waits for that. Whatever was under way when a process ended, the next one settles by
 * `resume`.
 */
export class StackEngine {
  readonly changeSets: ChangeSets;
  private readonly environment: Environment;
  private readonly operations: Operations;
  private readonly shutdown = new AbortController();

  constructor(options: StackEngineOptions) {
    const { resourceTypesOf = () => options.resourceTypes, parameterStore } = options;
    this.environment = {
      store: new StackStore(options.store),
      types: new ResourceTypeCatalogue(options.resourceTypes),
      typesOf: (role) => new ResourceTypeCatalogue(resourceTypesOf(role)),
      parameterStore,
      parameterStoreOf: options.parameterStoreOf ?? (() => parameterStore),
      clock: options.clock,
      region: options.region,
      accountId: options.accountId,
      partition: options.partition ?? 'aws',
      randomBytes: options.randomBytes ?? randomBytes,
      randomId: options.randomId ?? randomUUID,
      signal: this.shutdown.signal,
    };
    this.operations = new Operations(this.environment, options.onBrokenOperation);
    this.changeSets = new ChangeSets(this.environment, this.operations);
  }

  /** Takes up, or undoes, what an earlier process left unfinished. */
  resume(): void {
    this.operations.resumeAll();
  }

  /** Stops work between two steps; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.shutdown.abort(new Error('the cloud shuts down'));
    await this.operations.settled();
  }

  /** Resolves when this stack is not being worked upon. */
  done(stackId: string): Promise<void> {
    return this.operations.done(stackId);
  }

  /** Resolves when no stack is being worked upon. */
  settled(): Promise<void> {
    return this.operations.settled();
  }

  /** @returns the stack's id, an ARN */
  async createStack(
    name: string,
    request: StackRequest & { terminationProtection?: boolean },
  ): Promise<string> {
    if (this.environment.store.stacks.find(name) !== undefined) {
      throw new StackAlreadyExistsError(name);
    }
    const stack = newStack(this.environment, name, request.terminationProtection ?? false);
    const target = await prepareRevision(environmentOf(this.environment, request.caller), stack, request);
    this.environment.store.transaction(() => {
      if (this.environment.store.stacks.find(name) !== undefined) {
        throw new StackAlreadyExistsError(name);
      }
      this.environment.store.stacks.save(stack);
      this.operations.deploy(stack, target, request);
    });
    this.operations.run(stack.id);
    return stack.id;
  }

  async updateStack(nameOrId: string, request: StackRequest): Promise<string> {
    const stack = this.stack(nameOrId);
    refuseUnlessUpdatable(stack);
    const environment = environmentOf(this.environment, request.caller);
    const target = await prepareRevision(environment, stack, request);
    const { isEmpty } = await planChanges(environment, stack, target);
    if (isEmpty && stack.status.endsWith('_COMPLETE')) {
      throw new ValidationError('No updates are to be performed.');
    }
    this.environment.store.transaction(() => {
      refuseUnlessUpdatable(this.stack(stack.id));
      this.operations.deploy(stack, target, request);
    });
    this.operations.run(stack.id);
    return stack.id;
  }

  /**
   * Deletes a stack. One that does not exist, or is being deleted already, is none of this call's business.
   * @returns the id of the stack that is being deleted from now on
   */
  deleteStack(nameOrId: string, request: DeleteStackRequest = {}): string | undefined {
    const stack = this.environment.store.stacks.find(nameOrId);
    if (stack === undefined || stack.deletedAt !== undefined || stack.status === 'DELETE_IN_PROGRESS') {
      return undefined;
    }
    if (stack.terminationProtection) {
      throw new ValidationError(
        `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') {
      throw new ValidationError(`Stack ${stack.id} cannot be deleted while it is in status ${stack.status}`);
    }
    if ((request.retain ?? []).length > 0 && stack.status !== 'DELETE_FAILED') {
      throw new ValidationError(
        `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain ` +
          'only when the stack is in the DELETE_FAILED state.',
      );
    }
    new Exports(this.environment.store).refuseConflicts(stack, []);
    this.operations.delete(stack, request);
    this.operations.run(stack.id);
    return stack.id;
  }

  /** Undoes a creation or update that failed with rollback switched off, or whose rollback failed. */
  rollBackStack(
    nameOrId: string,
    request: Requested & { clientRequestToken?: string | undefined } = {},
  ): string {
    const stack = this.stack(nameOrId);
    this.operations.rollBack(stack, request);
    this.operations.run(stack.id);
    return stack.id;
  }

  setTerminationProtection(nameOrId: string, terminationProtection: boolean): string {
    const stack = this.stack(nameOrId);
    this.environment.store.stacks.save({ ...stack, terminationProtection });
    return stack.id;
  }

  /** @throws ValidationError if there is no such stack; a deleted one is found by its id */
  stack(nameOrId: string): StackRecord {
    const stack = this.environment.store.stacks.find(nameOrId);
    if (stack === undefined) {
      throw new ValidationError(`Stack with id ${nameOrId} does not exist`);
    }
    return stack;
  }

  /** Newest first; deleted stacks only if asked for. */
  stacks(options: { deleted: boolean } = { deleted: false }): StackRecord[] {
    return this.environment.store.stacks.list(options);
  }

  resources(nameOrId: string): ResourceRecord[] {
    return this.environment.store.resources.list(this.stack(nameOrId).id);
  }

  /** Finds the stack that owns a physical resource. */
  stackOfPhysicalResource(physicalId: string): StackRecord | undefined {
    return this.stacks().find(({ id }) =>
      this.environment.store.resources.list(id).some((resource) => resource.physicalId === physicalId),
    );
  }

  /** Newest first. @param before the `next` of the page before */
  events(nameOrId: string, before?: number): EventPage {
    return this.environment.store.events.page(this.stack(nameOrId).id, before);
  }

  exports(): ReturnType<Exports['list']> {
    return new Exports(this.environment.store).list();
  }

  importers(exportName: string): string[] {
    return new Exports(this.environment.store).importers(exportName);
  }

  /** Reads and checks a template as `createStack` would. */
  async validate(request: RevisionRequest): Promise<Revision> {
    return prepareRevision(this.environment, newStack(this.environment, 'validation', false), request);
  }
}
