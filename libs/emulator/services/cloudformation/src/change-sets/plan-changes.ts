import { changedProperties, changeNeeded } from '../deployment/resource-change';
import type { ChangeNeeded } from '../deployment/resource-change';
import type { Environment } from '../deployment/environment';
import { Exports } from '../deployment/exports';
import { outputsOf } from '../deployment/outputs';
import { attributeOf } from '../deployment/stack-scope';
import type { ResourceChange, ResourceRecord, Revision, StackRecord } from '../stacks/records';
import { resolveDynamicReferences } from '../template/dynamic-references';
import { isObject, sameJson } from '../template/json';
import { parseTemplate } from '../template/parse-template';
import { resolve } from '../template/resolve';
import type { Template } from '../template/template';
import { deletionPolicyOf } from '../template/template';
import { TemplateScope } from '../template/template-scope';
import { unknownValue } from '../template/unknown-value';
import { walk } from '../deployment/dependency-graph';

export interface ChangePlan {
  readonly changes: ResourceChange[];
  /** Whether a deployment would change nothing at all: neither resources nor outputs nor tags. */
  readonly isEmpty: boolean;
}

/** What a deployment of the revision would do to the stack as it is. */
export async function planChanges(
  environment: Environment,
  stack: StackRecord,
  revision: Revision,
): Promise<ChangePlan> {
  return new Planner(environment, stack, revision).plan();
}

/** A resource that exists; of one whose creation failed there is a record only. */
type MadeResource = ResourceRecord & { readonly physicalId: string };

function isMade(resource: ResourceRecord): resource is MadeResource {
  return resource.physicalId !== undefined;
}

class Planner {
  private readonly existing: Map<string, MadeResource>;
  /** What happens to the resources looked at so far; a resource that is not in it is new. */
  private readonly fates = new Map<string, ChangeNeeded>();
  private readonly scope: TemplateScope;
  private readonly template: Template;

  constructor(
    private readonly environment: Environment,
    private readonly stack: StackRecord,
    private readonly revision: Revision,
  ) {
    const { store, region, accountId, partition } = environment;
    const resources = store.resources.list(stack.id).filter(isMade);
    this.existing = new Map(resources.map((resource) => [resource.logicalId, resource]));
    const exports = new Exports(store);
    const { notificationArns } = revision;
    const place = {
      stackId: stack.id,
      stackName: stack.name,
      region,
      accountId,
      partition,
      notificationArns,
    };
    this.template = parseTemplate(revision.templateBody);
    this.scope = new TemplateScope(this.template, revision.parameters, place, {
      resourceRef: (logicalId) => this.kept(logicalId)?.physicalId ?? unknownValue(logicalId, 'Ref'),
      resourceAttribute: (logicalId, attribute) => this.attribute(logicalId, attribute),
      importedValue: (name) => exports.value(name),
    });
  }

  async plan(): Promise<ChangePlan> {
    const active = new Set(this.scope.activeResources());
    const changes: ResourceChange[] = [];
    const graph = new Map([...active].map((id) => [id, this.scope.dependencies(id, active)]));
    const outcome = await walk(
      graph,
      async (logicalId) => {
        const change = await this.changeOf(logicalId);
        if (change !== undefined) {
          changes.push(change);
        }
      },
      { onFailure: 'stop', concurrency: 1 },
    );
    for (const failure of outcome.failures.values()) {
      throw failure;
    }
    for (const { logicalId, physicalId, type } of this.existing.values()) {
      if (active.has(logicalId)) {
        continue;
      }
      changes.push({ action: 'Remove', logicalId, physicalId, type, scope: [], details: [] });
    }
    const isEmpty = changes.length === 0 && !(await this.outputsChange()) && !this.tagsChange();
    return { changes, isEmpty };
  }

  /** The resource as it will still be after the deployment; nothing if it is new or replaced. */
  private kept(logicalId: string): MadeResource | undefined {
    const fate = this.fates.get(logicalId);
    return fate === undefined || fate === 'replace' ? undefined : this.existing.get(logicalId);
  }

  private attribute(logicalId: string, attribute: string): unknown {
    const resource = this.kept(logicalId);
    if (resource === undefined) {
      return unknownValue(logicalId, attribute);
    }
    // A custom resource may answer with other data after an update, also with other names.
    const isFixed = this.fates.get(logicalId) === 'none';
    if (!isFixed && !Object.hasOwn(resource.attributes, attribute)) {
      return unknownValue(logicalId, attribute);
    }
    return attributeOf(resource.attributes, attribute, logicalId, resource.type);
  }

  private async changeOf(logicalId: string): Promise<ResourceChange | undefined> {
    const declaration = this.template.Resources[logicalId];
    const existing = this.existing.get(logicalId);
    if (declaration === undefined) {
      return undefined;
    }
    const { Type: typeName } = declaration;
    if (existing === undefined) {
      return { action: 'Add', logicalId, type: typeName, scope: [], details: [] };
    }
    const resolved = resolve(declaration.Properties ?? {}, this.scope);
    const wanted = await resolveDynamicReferences(resolved, this.environment.parameterStore);
    const properties = isObject(wanted) ? wanted : {};
    const type = this.environment.types.get(typeName);
    const fate = changeNeeded(existing, { properties }, type);
    this.fates.set(logicalId, fate);
    const changed = changedProperties(existing.properties, properties);
    const scope: ResourceChange['scope'] = [
      ...(fate === 'none' ? [] : ['Properties' as const]),
      ...(sameJson(existing.metadata, declaration.Metadata) ? [] : ['Metadata' as const]),
      ...(existing.deletionPolicy === deletionPolicyOf(declaration) ? [] : ['DeletionPolicy' as const]),
      ...(existing.updateReplacePolicy === (declaration.UpdateReplacePolicy ?? 'Delete')
        ? []
        : ['UpdateReplacePolicy' as const]),
    ];
    if (scope.length === 0) {
      return undefined;
    }
    const details = changed.map((name) => {
      const isReplacing = type.update === undefined || type.replaceOn.includes(name);
      return { name, recreation: isReplacing ? ('Always' as const) : ('Never' as const) };
    });
    const replacement = fate === 'replace' ? 'True' : 'False';
    const { physicalId } = existing;
    return { action: 'Modify', logicalId, physicalId, type: typeName, replacement, scope, details };
  }

  private async outputsChange(): Promise<boolean> {
    const outputs = await outputsOf(this.scope, this.environment.parameterStore);
    return !sameJson(outputs, this.stack.outputs);
  }

  private tagsChange(): boolean {
    return !sameJson(this.revision.tags, this.stack.revision?.tags ?? {});
  }
}
