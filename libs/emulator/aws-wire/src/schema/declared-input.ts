import type { NormalizedSchema } from '@smithy/core/schema';
import type { AwsService } from '../service';
import { acceptedMembers, memberTree, namesIn } from './accepted-input';
import type { MemberTree } from './accepted-input';
import { readServiceModel } from './service-model';

/** What becomes of one member of an operation's input. */
export interface DeclaredMember {
  readonly operation: string;
  /** With the structures that it is in: `Code.ZipFile`. */
  readonly member: string;
  readonly is: 'used' | 'harmless' | 'refused';
}

/** A service's declaration, compared with the model that the SDK has of the service. */
export interface DeclaredInput {
  /** Every member of every operation that the service answers; structures by their members. */
  readonly members: readonly DeclaredMember[];
  /** Names in the declaration that are no operation or no member, or a structure that is not said what of. */
  readonly mistakes: readonly string[];
}

/** Compares what a service declares of its input with its model. */
export async function declaredInput(service: AwsService): Promise<DeclaredInput> {
  const { operations } = readServiceModel(await service.loadSdk());
  const members: DeclaredMember[] = [];
  const mistakes: string[] = [];
  const answered = service.operations.flatMap((name) => operations.get(name) ?? []);
  for (const { name, input } of answered) {
    const used = namesIn(service.accepts.used[name]);
    const usedTree = memberTree(used);
    const accepted = acceptedMembers(service.accepts, name);
    for (const member of leaves(input)) {
      const is = has(usedTree, member) ? 'used' : has(accepted, member) ? 'harmless' : 'refused';
      members.push({ operation: name, member, is });
    }
    mistakes.push(...used.filter((path) => !isWhole(input, path)).map((path) => `${name}: ${path}`));
  }
  const undeclared = service.operations.filter((name) => service.accepts.used[name] === undefined);
  const unanswered = Object.keys(service.accepts.used).filter((name) => !service.operations.includes(name));
  mistakes.push(...undeclared.map((name) => `${name} is not declared`));
  mistakes.push(...unanswered.map((name) => `${name} has no handler`));
  for (const { members: list, of } of service.accepts.harmless) {
    const meant = of === undefined ? answered : answered.filter(({ name }) => namesIn(of).includes(name));
    const wrong = namesIn(list).filter((path) => !meant.some(({ input }) => isWhole(input, path)));
    mistakes.push(...wrong.map((path) => `harmless: ${path}`));
  }
  return { members, mistakes };
}

/** The members of a structure that are no structures, with their paths; a structure inside of itself is one, too. */
function leaves(schema: NormalizedSchema, path = '', around: readonly (string | undefined)[] = []): string[] {
  const inner = innermost(schema);
  const name = inner.getName();
  if (!inner.isStructSchema() || around.includes(name)) {
    return path === '' ? [] : [path];
  }
  return [...inner.structIterator()].flatMap(([member, memberSchema]) =>
    leaves(memberSchema, path === '' ? member : `${path}.${member}`, [...around, name]),
  );
}

function innermost(schema: NormalizedSchema): NormalizedSchema {
  return schema.isListSchema() || schema.isMapSchema() ? innermost(schema.getValueSchema()) : schema;
}

function has(tree: MemberTree, path: string): boolean {
  let node: MemberTree | undefined = tree;
  for (const part of path.split('.')) {
    if (node.everything) {
      return true;
    }
    node = node.members.get(part);
    if (node === undefined) {
      return false;
    }
  }
  return true;
}

/** Whether a name of a declaration is a member that has nothing more inside, or everything of one that has. */
function isWhole(schema: NormalizedSchema, path: string): boolean {
  let at = schema;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    if (!at.isStructSchema()) {
      return false;
    }
    if (part === '*') {
      return index > 0 && index === parts.length - 1;
    }
    const member = [...at.structIterator()].find(([name]) => name === part)?.[1];
    if (member === undefined) {
      return false;
    }
    at = innermost(member);
  }
  return !at.isStructSchema();
}
