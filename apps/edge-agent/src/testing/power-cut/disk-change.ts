/** A file or directory, whatever its names are: what an inode is to a file system. */
export type NodeId = number;

export interface NodeState {
  readonly kind: 'file' | 'directory' | 'socket';
  /** Permission bits. */
  readonly mode: number;
  /** Of a file, a character for each byte; otherwise empty. */
  readonly content: string;
  /** Of a directory: what lies in it, by name. */
  readonly entries: ReadonlyMap<string, NodeId>;
}

/** What one call did to the disk, or, for `synced`, which changes it made safe. */
export type DiskChange =
  | { readonly kind: 'added'; readonly directory: NodeId; readonly name: string; readonly node: NodeId }
  | { readonly kind: 'removed'; readonly directory: NodeId; readonly name: string }
  | {
      readonly kind: 'renamed';
      readonly directory: NodeId;
      readonly from: string;
      readonly to: string;
      readonly node: NodeId;
    }
  | { readonly kind: 'made'; readonly node: NodeId; readonly state: Pick<NodeState, 'kind' | 'mode'> }
  | { readonly kind: 'written'; readonly node: NodeId; readonly content: string }
  | { readonly kind: 'mode set'; readonly node: NodeId; readonly mode: number }
  | { readonly kind: 'synced'; readonly node: NodeId };

export type Snapshot = ReadonlyMap<NodeId, NodeState>;

/** What has to have happened between two snapshots that one call lies between. */
export function changesBetween(before: Snapshot, after: Snapshot): DiskChange[] {
  const changes: DiskChange[] = [];
  for (const [node, { kind, mode, content }] of after) {
    const earlier = before.get(node);
    if (earlier === undefined) {
      changes.push({ kind: 'made', node, state: { kind, mode } });
    } else if (earlier.mode !== mode) {
      changes.push({ kind: 'mode set', node, mode });
    }
    if (content !== (earlier ?? unmade).content) {
      changes.push({ kind: 'written', node, content });
    }
  }
  for (const directory of new Set([...before.keys(), ...after.keys()])) {
    const earlier = before.get(directory) ?? unmade;
    const later = after.get(directory) ?? unmade;
    changes.push(...entryChanges(directory, earlier.entries, later.entries));
  }
  return changes;
}

/** What is not on the disk yet, or is not any more. */
const unmade: Pick<NodeState, 'content' | 'entries'> = { content: '', entries: new Map() };

function entryChanges(
  directory: NodeId,
  before: NodeState['entries'],
  after: NodeState['entries'],
): DiskChange[] {
  const changes: DiskChange[] = [];
  const gone = new Map([...before].filter(([name]) => !after.has(name)));
  for (const [to, node] of after) {
    if (before.get(to) === node) {
      continue;
    }
    const from = [...gone].find(([, moved]) => moved === node)?.[0];
    if (from === undefined) {
      changes.push({ kind: 'added', directory, name: to, node });
    } else {
      gone.delete(from);
      changes.push({ kind: 'renamed', directory, from, to, node });
    }
  }
  for (const name of gone.keys()) {
    changes.push({ kind: 'removed', directory, name });
  }
  return changes;
}
