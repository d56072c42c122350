import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * What a service does with the members of its operations' inputs. It refuses a request with any other member.
 *
 * Names are separated by white space. `Code.ZipFile` is a member of a structure, also of one in a list or a map.
 * `Item.*` is everything in `Item`: the handler takes it as a whole.
 */
export interface AcceptedInput {
  /** The members that its handler does something with, by operation. */
  readonly used: Readonly<Record<string, string>>;
  /** Members that change nothing in an emulator. */
  readonly harmless: readonly HarmlessMembers[];
}

export interface HarmlessMembers {
  readonly members: string;
  /** The operations; all that have the member unless given. */
  readonly of?: string;
  readonly because: string;
}

/** The accepted members of a structure by name, each with what is accepted inside of it. */
export interface MemberTree {
  readonly everything: boolean;
  readonly members: ReadonlyMap<string, MemberTree>;
}

interface GrowingTree extends MemberTree {
  everything: boolean;
  readonly members: Map<string, GrowingTree>;
}

/** The names in a list of a declaration, if there is one. */
export function namesIn(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(/\s+/).filter((name) => name !== '');
}

/** The members that are harmless in an operation. */
export function harmlessIn({ harmless }: AcceptedInput, operation: string): string[] {
  return harmless
    .filter(({ of }) => of === undefined || namesIn(of).includes(operation))
    .flatMap(({ members }) => namesIn(members));
}

/** The members that an operation accepts. */
export function acceptedMembers(accepts: AcceptedInput, operation: string): MemberTree {
  return memberTree([...namesIn(accepts.used[operation]), ...harmlessIn(accepts, operation)]);
}

export function memberTree(names: readonly string[]): MemberTree {
  const root = emptyTree();
  for (const name of names) {
    let node = root;
    for (const part of name.split('.')) {
      if (part === '*') {
        node.everything = true;
        break;
      }
      const child = node.members.get(part) ?? emptyTree();
      node.members.set(part, child);
      node = child;
    }
  }
  return root;
}

function emptyTree(): GrowingTree {
  return { everything: false, members: new Map() };
}

/**
 * The members of a parsed input that are not accepted, each once. `false` and an empty list, map or structure ask for
 * nothing.
 */
export function unsupportedMembers(
  schema: NormalizedSchema,
  input: object,
  accepted: MemberTree = emptyTree(),
): string[] {
  return [...new Set(notAccepted(schema, input, accepted, ''))];
}

function notAccepted(schema: NormalizedSchema, value: unknown, accepted: MemberTree, path: string): string[] {
  if (accepted.everything || typeof value !== 'object' || value === null) {
    return [];
  }
  if (schema.isListSchema() || schema.isMapSchema()) {
    const inside: unknown[] = Object.values(value);
    return inside.flatMap((item) => notAccepted(schema.getValueSchema(), item, accepted, path));
  }
  if (!schema.isStructSchema()) {
    return [];
  }
  return [...schema.structIterator()].flatMap(([name, member]) => {
    const own: unknown = Reflect.get(value, name);
    if (asksForNothing(member, own)) {
      return [];
    }
    const memberPath = path === '' ? name : `${path}.${name}`;
    const inside = accepted.members.get(name);
    return inside === undefined ? [memberPath] : notAccepted(member, own, inside, memberPath);
  });
}

function asksForNothing(schema: NormalizedSchema, value: unknown): boolean {
  if (value === undefined || value === null || value === false) {
    return true;
  }
  if (schema.isStructSchema()) {
    return [...schema.structIterator()].every(([name, member]) =>
      asksForNothing(member, Reflect.get(value, name)),
    );
  }
  return (schema.isListSchema() || schema.isMapSchema()) && Object.keys(value).length === 0;
}
