import { PartlyCreatedError } from '@fleet/resource-types';
import type { ProvisionedResource, ResourceContext, ResourceType } from '@fleet/resource-types';
import { nameNonce, uniqueName } from '../resource-types/unique-name';
import { reasonOf } from '../errors';
import type { ResourceRecord } from '../stacks/records';
import type { JsonObject } from '../template/json';
import type { Environment } from './environment';
import type { Journal } from './journal';
import { changeNeeded, changedProperties } from './resource-change';
import { propertiesOf } from './resource-properties';

/** A resource as the template wants it, with all functions carried out. */
export type DesiredResource = Pick<
  ResourceRecord,
  'logicalId' | 'type' | 'properties' | 'metadata' | 'deletionPolicy' | 'updateReplacePolicy' | 'dependencies'
>;

const replacing = 'Requested update requires the creation of a new physical resource; hence creating one.';

/** Carries single resources from one state to another, each step on disk before and after. */
export class ResourceDeployer {
  constructor(
    private readonly environment: Environment,
    private readonly journal: Journal,
    private readonly stackTags: Readonly<Record<string, string>>,
  ) {}

  /** Makes the resource what the template wants: creates, updates or replaces it, or leaves it alone. */
  async deploy(desired: DesiredResource): Promise<void> {
    this.environment.signal.throwIfAborted();
    const existing = this.environment.store.resources.find(this.journal.stackId, desired.logicalId);
    if (existing?.physicalId === undefined) {
      return this.create(desired, undefined);
    }
    const type = this.environment.types.get(desired.type);
    switch (changeNeeded(existing, desired, type)) {
      case 'none':
        this.noteUnchanged(existing, desired);
        return;
      case 'replace':
        return this.create(desired, existing);
      case 'update':
        return this.update(type, existing, existing.physicalId, desired);
    }
  }

  /** Undoes an update: the resource gets its former properties back. */
  async restore(before: ResourceRecord, current: ResourceRecord | undefined): Promise<void> {
    this.environment.signal.throwIfAborted();
    const { physicalId } = before;
    const type = this.environment.types.get(before.type);
    if (current === undefined || physicalId === undefined || physicalId !== current.physicalId) {
      return;
    }
    // An interrupted replacement has not touched the resource that it was to replace.
    if (current.making !== undefined) {
      return;
    }
    if (changeNeeded(current, before, type) !== 'update' || type.update === undefined) {
      return;
    }
    this.journal.resource({ ...current, status: 'UPDATE_IN_PROGRESS' });
    const context = this.context(before, before.nonce);
    const result = await this.attempt({ ...current, status: 'UPDATE_FAILED' }, async () => {
      const previous = { properties: propertiesOf(type, current.properties), attributes: current.attributes };
      return type.update?.(propertiesOf(type, before.properties), previous, physicalId, context);
    });
    this.journal.resource({ ...before, ...provisioned(result), status: 'UPDATE_COMPLETE' });
  }

  /** Deletes what exists of a resource, also of a creation that was cut short. */
  async delete(resource: ResourceRecord): Promise<void> {
    this.environment.signal.throwIfAborted();
    const type = this.environment.types.get(resource.type);
    const physicalId = resource.physicalId ?? this.expectedPhysicalId(type, resource);
    if (physicalId === undefined) {
      return;
    }
    const context = this.context(resource, resource.nonce);
    await type.delete(
      physicalId,
      propertiesOf(type, resource.making?.properties ?? resource.properties),
      context,
    );
  }

  /** Like `delete`; the record `ifItFails` tells of a failure. */
  async deleteOrNote(ifItFails: ResourceRecord): Promise<void> {
    await this.attempt(ifItFails, () => this.delete(ifItFails));
  }

  /** The new resource of an interrupted replacement, if it may exist. */
  halfMade(resource: ResourceRecord): ResourceRecord | undefined {
    const { making, physicalId: _old, ...rest } = resource;
    return making === undefined
      ? undefined
      : { ...rest, nonce: making.nonce, properties: making.properties, making };
  }

  private noteUnchanged(existing: ResourceRecord, desired: DesiredResource): void {
    const { store } = this.environment;
    const wanted = { ...existing, ...desired };
    if (JSON.stringify(wanted) === JSON.stringify(existing)) {
      return;
    }
    store.transaction(() => {
      store.resources.remember(this.journal.stackId, desired.logicalId, existing);
      store.resources.save(this.journal.stackId, wanted);
    });
  }

  private async create(desired: DesiredResource, existing: ResourceRecord | undefined): Promise<void> {
    const nonce = nameNonce(this.environment.randomBytes);
    const making = { nonce, properties: desired.properties };
    const fresh = { ...desired, nonce, attributes: {}, noEcho: false, updatedAt: 0 };
    const begun: ResourceRecord =
      existing === undefined
        ? { ...fresh, status: 'CREATE_IN_PROGRESS', making }
        : { ...existing, status: 'UPDATE_IN_PROGRESS', making };
    this.begin(begun, existing, existing === undefined ? undefined : replacing);
    const { making: _made, ...failed } = begun;
    failed.status = existing === undefined ? 'CREATE_FAILED' : 'UPDATE_FAILED';
    const result = await this.attempt(failed, () => this.createNew(desired, nonce, existing), {
      ...fresh,
      status: 'CREATE_FAILED',
    });
    const status = existing === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
    this.journal.resource({ ...fresh, ...provisioned(result), status });
  }

  private async createNew(
    desired: DesiredResource,
    nonce: string,
    existing: ResourceRecord | undefined,
  ): Promise<ProvisionedResource> {
    const type = this.environment.types.get(desired.type);
    const context = this.context(desired, nonce);
    const properties = propertiesOf(type, desired.properties);
    const expected = type.physicalIdOf?.(properties, context);
    if (existing !== undefined && expected !== undefined && expected === existing.physicalId) {
      throw new Error(
        'CloudFormation cannot update a stack when a custom-named resource requires replacing. ' +
          `Rename ${expected} and update the stack again.`,
      );
    }
    return type.create(properties, context);
  }

  private async update(
    type: ResourceType,
    existing: ResourceRecord,
    physicalId: string,
    desired: DesiredResource,
  ): Promise<void> {
    const refusal = type.refuseChange?.(changedProperties(existing.properties, desired.properties));
    // What is refused has changed nothing: the roll-back goes on with the properties that it had.
    const changed = refusal === undefined ? { ...existing, ...desired } : existing;
    const begun: ResourceRecord = { ...changed, status: 'UPDATE_IN_PROGRESS' };
    this.begin(begun, existing, undefined);
    const context = this.context(desired, existing.nonce);
    const result = await this.attempt({ ...begun, status: 'UPDATE_FAILED' }, async () => {
      if (refusal !== undefined) {
        throw new Error(refusal);
      }
      const previous = {
        properties: propertiesOf(type, existing.properties),
        attributes: existing.attributes,
      };
      return type.update?.(propertiesOf(type, desired.properties), previous, physicalId, context);
    });
    this.journal.resource({ ...begun, ...provisioned(result), status: 'UPDATE_COMPLETE' });
  }

  private begin(begun: ResourceRecord, before: ResourceRecord | undefined, reason: string | undefined): void {
    const { store } = this.environment;
    store.transaction(() => {
      store.resources.remember(this.journal.stackId, begun.logicalId, before);
      this.journal.resource(begun, reason);
    });
  }

  /**
   * Notes a failure, but not one that the shutdown caused. What a creation has left behind becomes the resource
   * itself, or, beside a resource that was to be replaced, something to be deleted.
   */
  private async attempt<T>(
    failed: ResourceRecord,
    work: () => Promise<T>,
    made?: ResourceRecord,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.environment.signal.throwIfAborted();
      const { store } = this.environment;
      store.transaction(() => {
        const leftover = error instanceof PartlyCreatedError ? { physicalId: error.physicalId } : undefined;
        const isReplacement = failed.physicalId !== undefined;
        if (leftover !== undefined && isReplacement && made !== undefined) {
          store.resources.discard(this.journal.stackId, { ...made, ...leftover });
        }
        this.journal.resource(isReplacement ? failed : { ...failed, ...leftover }, reasonOf(error));
      });
      throw error;
    }
  }

  private expectedPhysicalId(type: ResourceType, resource: ResourceRecord): string | undefined {
    const { making } = resource;
    if (making === undefined) {
      return undefined;
    }
    return type.physicalIdOf?.(propertiesOf(type, making.properties), this.context(resource, making.nonce));
  }

  private context(
    { logicalId, type }: Pick<ResourceRecord, 'logicalId' | 'type'>,
    nonce: string,
  ): ResourceContext {
    const { region, accountId, partition, signal } = this.environment;
    const stackName = this.journal.stackName();
    return {
      stackId: this.journal.stackId,
      stackName,
      logicalId,
      resourceType: type,
      region,
      accountId,
      partition,
      stackTags: this.stackTags,
      signal,
      uniqueName: (options) => uniqueName(stackName, logicalId, nonce, options),
    };
  }
}

function provisioned(result: ProvisionedResource | undefined): {
  physicalId?: string;
  attributes?: JsonObject;
  noEcho?: boolean;
} {
  if (result === undefined) {
    return {};
  }
  const { physicalId, attributes, noEcho = false } = result;
  return { physicalId, attributes: { ...attributes }, noEcho };
}
