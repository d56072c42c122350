import fs from 'node:fs';
import { join, relative } from 'node:path';
import { changesBetween, type DiskChange, type NodeId, type NodeState, type Snapshot } from './disk-change';

/** One call of `node:fs`, and what it did to the recorded folder. */
export interface RecordedCall {
  /** For the reader of a failure. */
  readonly title: string;
  readonly changes: readonly DiskChange[];
}

/** What was there before the first call, and every call that changed or synced something. */
export interface Recording {
  readonly root: NodeId;
  readonly before: Snapshot;
  readonly calls: readonly RecordedCall[];
}

/** The functions as they are, whatever a recorder puts in their place. */
const original = { ...fs };

const changesNothing = /^(exists|read|stat|lstat|fstat|access|realpath|close|opendir)/;
type Perform = (args: readonly unknown[]) => unknown;

const syncs = new Set(['fsyncSync', 'fdatasyncSync']);

/**
 * Puts itself between the program and the synchronous functions of `node:fs`. It looks at the folder before and after
 * each call, so that it has to know of no function what that does; it has to know only which ones sync. A change that
 * none of these calls made is a fault: the program writes in a way that this recorder does not see.
 */
export class DiskRecorder {
  private readonly calls: RecordedCall[] = [];
  private readonly before: Snapshot;
  private latest: Snapshot;
  /** By inode number. A number is used again when it is free, an id is not. */
  private ids = new Map<bigint, NodeId>();
  private lastId = 0;
  private busy = false;
  private readonly replaced: string[] = [];
  private readonly umask: number;

  /** @param onCall called with each call after it is recorded */
  constructor(
    private readonly folder: string,
    private readonly onCall: () => void = () => undefined,
  ) {
    this.before = this.latest = this.look();
    // Whatever a careless umask would leave open is to be seen.
    this.umask = process.umask(0);
    for (const [name, value] of Object.entries(original)) {
      if (typeof value === 'function' && name.endsWith('Sync') && !changesNothing.test(name)) {
        this.replaced.push(name);
        Reflect.set(fs, name, (...args: unknown[]) =>
          this.call(name, (passed) => Reflect.apply(value, fs, passed), args),
        );
      }
    }
  }

  /** How many calls are recorded so far. */
  get count(): number {
    return this.calls.length;
  }

  /** Ends the recording, and puts the functions back. */
  stop(): Recording {
    for (const name of this.replaced) {
      Reflect.set(fs, name, Reflect.get(original, name));
    }
    process.umask(this.umask);
    this.noteSockets();
    return { root: this.rootId(), before: this.before, calls: this.calls };
  }

  private rootId(): NodeId {
    const id = this.ids.get(original.lstatSync(this.folder, { bigint: true }).ino);
    if (id === undefined) {
      throw new Error(`${this.folder} is not the folder that it was.`);
    }
    return id;
  }

  private call(name: string, perform: Perform, args: readonly unknown[]): unknown {
    if (this.busy) {
      return perform(args);
    }
    this.noteSockets();
    const synced = syncs.has(name) ? this.ids.get(inodeBehind(args[0])) : undefined;
    this.busy = true;
    try {
      const result = perform(args);
      this.note(this.titleOf(name, args), synced === undefined ? [] : [{ kind: 'synced', node: synced }]);
      return result;
    } catch (error) {
      this.note(`${this.titleOf(name, args)}, which failed`, []);
      throw error;
    } finally {
      this.busy = false;
    }
  }

  /** The lock's socket is bound, and removed, by the kernel alone. */
  private noteSockets(): void {
    const before = this.latest;
    this.note('a socket comes or goes', []);
    const changed = [...new Set([...before.keys(), ...this.latest.keys()])].filter(
      (node) => before.has(node) !== this.latest.has(node),
    );
    for (const node of changed) {
      if ((before.get(node) ?? this.latest.get(node))?.kind !== 'socket') {
        throw new Error(`${this.folder} was changed by other means than the synchronous calls of node:fs.`);
      }
    }
  }

  private note(title: string, further: readonly DiskChange[]): void {
    const next = this.look();
    const changes = [...changesBetween(this.latest, next), ...further];
    this.latest = next;
    if (changes.length > 0) {
      this.calls.push({ title, changes });
      this.onCall();
    }
  }

  private titleOf(name: string, args: readonly unknown[]): string {
    const [place] = args;
    const paths = args.filter((arg) => typeof arg === 'string' && arg.startsWith(this.folder));
    const below = paths.map((path) => relative(this.folder, String(path)));
    return [name, ...(typeof place === 'number' ? this.nameOf(place) : below)].join(' ');
  }

  /** Empty for a descriptor of something outside of the folder. */
  private nameOf(descriptor: number): string[] {
    const node = this.ids.get(inodeBehind(descriptor));
    const [found] = [...this.latest.values()].flatMap(({ entries }) =>
      [...entries].filter(([, child]) => child === node).map(([name]) => name),
    );
    return found === undefined ? [] : [found];
  }

  private look(): Snapshot {
    const wasBusy = this.busy;
    this.busy = true;
    const nodes = new Map<NodeId, NodeState>();
    const seen = new Map<bigint, NodeId>();
    const visit = (path: string): NodeId => {
      const status = original.lstatSync(path, { bigint: true });
      const id = this.ids.get(status.ino) ?? seen.get(status.ino) ?? (this.lastId += 1);
      seen.set(status.ino, id);
      const kind = status.isDirectory() ? 'directory' : status.isSocket() ? 'socket' : 'file';
      const names = kind === 'directory' ? original.readdirSync(path) : [];
      nodes.set(id, {
        kind,
        mode: Number(status.mode & 0o777n),
        content: kind === 'file' ? original.readFileSync(path, 'latin1') : '',
        entries: new Map(names.sort().map((name) => [name, visit(join(path, name))])),
      });
      return id;
    };
    visit(this.folder);
    this.ids = seen;
    this.busy = wasBusy;
    return nodes;
  }
}

function inodeBehind(descriptor: unknown): bigint {
  if (typeof descriptor !== 'number') {
    throw new Error('A function that syncs takes a file descriptor.');
  }
  return original.fstatSync(descriptor, { bigint: true }).ino;
}
