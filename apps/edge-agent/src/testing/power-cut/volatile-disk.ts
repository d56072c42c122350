import type { DiskChange, NodeId, NodeState } from './disk-change';
import type { DiskImage, ImageEntry } from './disk-image';
import type { Recording } from './disk-recorder';
import { outcomes } from './losses';

interface DurableNode {
  readonly kind: NodeState['kind'];
  readonly mode: number;
  readonly content: string;
  readonly entries: ReadonlyMap<string, NodeId>;
}

/** A change of a directory's entries, or of a node's permissions. */
type Unsynced = Exclude<DiskChange, { kind: 'made' | 'written' | 'synced' }>;

/**
 * A disk behind a cache, as POSIX allows it to be: what no fsync has made safe may be lost by a power cut, each change
 * for itself and whatever the order was. An fsync of a file makes its data and permissions safe, and not its name; an
 * fsync of a directory makes the names in it safe, and not what they name. A rename happens or does not, but it never
 * leaves the name without either file. Of data that was not synced there may be nothing, a part, zeros, or all.
 */
export class VolatileDisk {
  private readonly nodes: Map<NodeId, DurableNode>;
  private unsynced: Unsynced[] = [];
  private readonly written = new Map<NodeId, string>();

  constructor(private readonly recording: Pick<Recording, 'root' | 'before'>) {
    this.nodes = new Map(recording.before);
  }

  apply(change: DiskChange): void {
    if (change.kind === 'made') {
      this.nodes.set(change.node, { ...change.state, content: '', entries: new Map() });
    } else if (change.kind === 'written') {
      this.written.set(change.node, change.content);
    } else if (change.kind === 'synced') {
      this.sync(change.node);
    } else {
      this.unsynced.push(change);
    }
  }

  /** Everything that may be there when the power comes back now. */
  *imagesAfterPowerCut(): Generator<DiskImage> {
    const contents = [...this.written].map(([node, content]) => ({
      node,
      outcomes: [...new Set(contentsAfterPowerCut(nodeOf(this.nodes, node).content, content))],
    }));
    const counts = [...this.unsynced.map(() => 2), ...contents.map((file) => file.outcomes.length)];
    for (const outcome of outcomes(counts)) {
      const nodes = new Map(this.nodes);
      this.unsynced
        .filter((_change, index) => outcome[index] === 1)
        .forEach((change) => carryOut(nodes, change));
      contents.forEach((file, index) => {
        const content = file.outcomes[outcome[this.unsynced.length + index] ?? NaN];
        if (content === undefined) {
          throw new Error(`There is no outcome for the content of node ${file.node}.`);
        }
        nodes.set(file.node, { ...nodeOf(nodes, file.node), content });
      });
      yield imageOf(nodes, this.recording.root);
    }
  }

  private sync(node: NodeId): void {
    const isSafe = (change: Unsynced): boolean =>
      (change.kind === 'mode set' ? change.node : change.directory) === node;
    this.unsynced.filter(isSafe).forEach((change) => carryOut(this.nodes, change));
    this.unsynced = this.unsynced.filter((change) => !isSafe(change));
    const content = this.written.get(node);
    if (content !== undefined) {
      this.nodes.set(node, { ...nodeOf(this.nodes, node), content });
      this.written.delete(node);
    }
  }
}

/** The first is what it was, the last what was written. */
function contentsAfterPowerCut(before: string, written: string): string[] {
  const torn = written.slice(0, Math.ceil(written.length / 2));
  const zeros = '\0'.repeat(written.length);
  return [...[before, '', torn, zeros].filter((content) => content !== written), written];
}

function carryOut(nodes: Map<NodeId, DurableNode>, change: Unsynced): void {
  if (change.kind === 'mode set') {
    nodes.set(change.node, { ...nodeOf(nodes, change.node), mode: change.mode });
    return;
  }
  const directory = nodeOf(nodes, change.directory);
  const entries = new Map(directory.entries);
  if (change.kind === 'added') {
    entries.set(change.name, change.node);
  } else if (change.kind === 'removed') {
    entries.delete(change.name);
  } else {
    entries.delete(change.from);
    entries.set(change.to, change.node);
  }
  nodes.set(change.directory, { ...directory, entries });
}

function nodeOf(nodes: ReadonlyMap<NodeId, DurableNode>, node: NodeId): DurableNode {
  const found = nodes.get(node);
  if (found === undefined) {
    throw new Error(`Node ${node} was changed before it was made.`);
  }
  return found;
}

function imageOf(nodes: ReadonlyMap<NodeId, DurableNode>, root: NodeId): DiskImage {
  const image = new Map<string, ImageEntry>();
  const visit = (node: NodeId, path: string): void => {
    for (const [name, child] of [...nodeOf(nodes, node).entries].sort()) {
      const childPath = path === '' ? name : `${path}/${name}`;
      const { kind, mode, content } = nodeOf(nodes, child);
      image.set(childPath, { kind, mode, content });
      visit(child, childPath);
    }
  };
  visit(root, '');
  return image;
}
