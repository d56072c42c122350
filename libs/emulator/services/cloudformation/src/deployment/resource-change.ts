import type { ResourceType } from '@fleet/resource-types';
import type { ResourceRecord } from '../stacks/records';
import type { JsonObject } from '../template/json';
import { sameJson } from '../template/json';

export type ChangeNeeded = 'none' | 'update' | 'replace';

/** The top-level properties that differ. */
export function changedProperties(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !sameJson(before[name], after[name]))
    .sort();
}

/** How a resource gets from its present properties to the wanted ones. */
export function changeNeeded(
  existing: Pick<ResourceRecord, 'properties' | 'status'>,
  desired: Pick<ResourceRecord, 'properties'>,
  type: Pick<ResourceType, 'replaceOn' | 'update'>,
): ChangeNeeded {
  const changed = changedProperties(existing.properties, desired.properties);
  // After a failed or interrupted update nobody knows what the resource looks like.
  const isUncertain = existing.status === 'UPDATE_FAILED' || existing.status === 'UPDATE_IN_PROGRESS';
  if (changed.length === 0 && !isUncertain) {
    return 'none';
  }
  if (changed.length === 0 && type.update === undefined) {
    return 'none';
  }
  const mustReplace = type.update === undefined || changed.some((name) => type.replaceOn.includes(name));
  return mustReplace ? 'replace' : 'update';
}
