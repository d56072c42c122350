import { ValidationException } from '../errors';
import type { AttributeValue, Item } from '../values/attribute-value';
import { ExpressionSyntaxError } from './lexer';
import type { DocumentPath } from './syntax-tree';

/** The value a path leads to, if there is one. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [first, ...rest] = path;
  let value = item.get(first);
  for (const step of rest) {
    if (value?.type === 'M' && typeof step === 'string') {
      value = value.value.get(step);
    } else if (value?.type === 'L' && typeof step === 'number') {
      value = value.value[step];
    } else {
      return undefined;
    }
  }
  return value;
}

/**
 * The item with the value at the path replaced, or removed when it is undefined. What lies on the way is copied,
 * the rest shared. An index beyond a list's end appends.
 *
 * @throws ValidationException when the way does not exist
 */
export function withValueAt(item: Item, path: DocumentPath, value: AttributeValue | undefined): Item {
  return changedMap(item, path, 0, value);
}

function changedMap(map: Item, path: DocumentPath, at: number, value: AttributeValue | undefined): Item {
  const step = path[at];
  if (typeof step !== 'string') {
    throw noSuchPath();
  }
  const changed = new Map(map);
  const replacement = changedChild(map.get(step), path, at, value);
  if (replacement === undefined) {
    changed.delete(step);
  } else {
    changed.set(step, replacement);
  }
  return changed;
}

function changedList(
  list: readonly AttributeValue[],
  path: DocumentPath,
  at: number,
  value: AttributeValue | undefined,
): AttributeValue[] {
  const step = path[at];
  if (typeof step !== 'number') {
    throw noSuchPath();
  }
  const replacement = changedChild(list[step], path, at, value);
  if (replacement === undefined) {
    return list.filter((_, index) => index !== step);
  }
  if (step >= list.length) {
    return [...list, replacement];
  }
  return list.map((entry, index) => (index === step ? replacement : entry));
}

function changedChild(
  child: AttributeValue | undefined,
  path: DocumentPath,
  at: number,
  value: AttributeValue | undefined,
): AttributeValue | undefined {
  if (at === path.length - 1) {
    return value;
  }
  if (child?.type === 'M') {
    return { type: 'M', value: changedMap(child.value, path, at + 1, value) };
  }
  if (child?.type === 'L') {
    return { type: 'L', value: changedList(child.value, path, at + 1, value) };
  }
  throw noSuchPath();
}

function noSuchPath(): ValidationException {
  return new ValidationException('The document path provided in the update expression is invalid for update');
}

export function describePath(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

/** @throws ExpressionSyntaxError when one path leads into, or to the same place as, another */
export function refuseOverlaps(paths: readonly DocumentPath[]): void {
  const sorted = paths.map((path) => ({ path, key: JSON.stringify(path).slice(0, -1) }));
  for (const [index, one] of sorted.entries()) {
    for (const other of sorted.slice(index + 1)) {
      const [short, long] = one.path.length <= other.path.length ? [one, other] : [other, one];
      if (long.key === short.key || long.key.startsWith(`${short.key},`)) {
        throw new ExpressionSyntaxError(
          `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${describePath(one.path)}, path two: ${describePath(other.path)}`,
        );
      }
      refuseConflict(one.path, other.path);
    }
  }
}

/** The same place cannot be a map for one path and a list for another. */
function refuseConflict(one: DocumentPath, other: DocumentPath): void {
  const fork = one.findIndex((step, index) => step !== other[index]);
  if (fork > 0 && typeof one[fork] !== typeof other[fork]) {
    throw new ExpressionSyntaxError(
      `Two document paths conflict with each other; must remove or rewrite one of these paths; path one: ${describePath(one)}, path two: ${describePath(other)}`,
    );
  }
}

interface Selection {
  readonly steps: Map<string | number, Selection>;
}

/** The parts of an item that a projection names; lists close up around what is left out. */
export function project(item: Item, paths: readonly DocumentPath[]): Item {
  const root: Selection = { steps: new Map() };
  for (const path of paths) {
    let selection = root;
    for (const step of path) {
      const next: Selection = selection.steps.get(step) ?? { steps: new Map() };
      selection.steps.set(step, next);
      selection = next;
    }
  }
  return selectedMap(item, root);
}

function selectedMap(map: Item, selection: Selection): Item {
  const selected = new Map<string, AttributeValue>();
  for (const [step, inner] of selection.steps) {
    const value = typeof step === 'string' ? map.get(step) : undefined;
    const part = value && selectedValue(value, inner);
    if (part && typeof step === 'string') {
      selected.set(step, part);
    }
  }
  return selected;
}

function selectedValue(value: AttributeValue, selection: Selection): AttributeValue | undefined {
  if (selection.steps.size === 0) {
    return value;
  }
  if (value.type === 'M') {
    const selected = selectedMap(value.value, selection);
    return selected.size > 0 ? { type: 'M', value: selected } : undefined;
  }
  if (value.type !== 'L') {
    return undefined;
  }
  const entries = value.value.flatMap((entry, index) => {
    const inner = selection.steps.get(index);
    const part = inner && selectedValue(entry, inner);
    return part ? [part] : [];
  });
  return entries.length > 0 ? { type: 'L', value: entries } : undefined;
}
