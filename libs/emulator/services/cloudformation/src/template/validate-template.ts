import { TemplateError } from '../errors';
import { findCycle } from '../deployment/dependency-graph';
import type { ResourceTypeCatalogue } from '../resource-types/resource-type-catalogue';
import { referencedNames } from './references';
import type { Template } from './template';
import { dependsOn } from './template';
import type { TemplateScope } from './template-scope';

const pseudoParameter =
  /^AWS::(AccountId|Region|Partition|URLSuffix|StackId|StackName|NotificationARNs|NoValue)$/;

/**
 * Finds what would fail in the middle of a deployment and can be known before: types that this cloud does not have,
 * names that do not exist, circles.
 * @throws TemplateError
 */
export function validateTemplate(template: Template, types: ResourceTypeCatalogue): void {
  refuseUnknownTypes(template, types);
  const named = (name: string): boolean =>
    Object.hasOwn(template.Resources, name) ||
    Object.hasOwn(template.Parameters, name) ||
    pseudoParameter.test(name);
  for (const branch of [true, false]) {
    const names = referencedNames([resourceValues(template), outputValues(template)], () => branch);
    const missing = [...names].filter((name) => !named(name));
    if (missing.length > 0) {
      throw new TemplateError(
        `Unresolved resource dependencies [${missing.join(', ')}] in the Resources block of the template`,
      );
    }
  }
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const missing = dependsOn(resource).filter((name) => !Object.hasOwn(template.Resources, name));
    if (missing.length > 0) {
      throw new TemplateError(`Unresolved resource dependencies [${missing.join(', ')}] of ${logicalId}`);
    }
  }
}

function refuseUnknownTypes(template: Template, types: ResourceTypeCatalogue): void {
  const used = new Set(Object.values(template.Resources).map(({ Type: type }) => type));
  const unknown = [...used].filter((type) => types.find(type) === undefined);
  if (unknown.length > 0) {
    throw new TemplateError(`Unrecognized resource types: [${unknown.join(', ')}]`);
  }
}

function resourceValues(template: Template): unknown[] {
  return Object.values(template.Resources).map(({ Properties: properties }) => properties ?? {});
}

function outputValues(template: Template): unknown[] {
  return Object.values(template.Outputs).map((output) => [output.Value, output.Export?.Name]);
}

/** Refuses resources that wait for each other. */
export function refuseCircles(scope: TemplateScope): void {
  const active = new Set(scope.activeResources());
  const graph = new Map([...active].map((logicalId) => [logicalId, scope.dependencies(logicalId, active)]));
  const cycle = findCycle(graph);
  if (cycle !== undefined) {
    throw new TemplateError(`Circular dependency between resources: [${cycle.join(', ')}]`);
  }
}
