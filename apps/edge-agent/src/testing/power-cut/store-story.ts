import { join } from 'node:path';
import { IdentityStore } from '../../identity/identity-store';
import { DiskRecorder, type Recording } from './disk-recorder';
import { readStoreState, type StoreState } from './store-state';

/** One call of a method of the store, as the disk's calls `from` up to `to` carried it out. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly before: StoreState;
  readonly after: StoreState;
}

/** What a device did: every power cut that can happen to it follows from this. */
export interface StoreStory {
  /** Where the device's identities lie in its folder. */
  readonly identityFolder: string;
  readonly recording: Recording;
  /** Whether the store made the call with this index; if not, it is about something else than identities. */
  readonly isOfStore: (index: number) => boolean;
  /** What the identity folder may say after so many calls. */
  readonly statesAfter: (calls: number) => readonly StoreState[];
  /** The certificates that the cloud knew the device by between this call and the next one. */
  readonly inForceAfter: (calls: number) => readonly (string | undefined)[];
}

/**
 * Lets a device act, and records what its store does to the disk.
 *
 * @param inForce the certificate that the cloud knows the device by, now
 */
export async function recordStory(
  place: { readonly folder: string; readonly identityFolder: string },
  inForce: () => string | undefined,
  act: () => Promise<void>,
): Promise<StoreStory> {
  const { folder, identityFolder } = place;
  const identityDirectory = join(folder, identityFolder);
  const known = [inForce()];
  const steps: Step[] = [];
  const first = readStoreState(identityDirectory);
  let latest = first;
  const recorder = new DiskRecorder(folder, () => known.push(inForce()));
  const restore = watchStore((perform) => {
    const from = recorder.count;
    try {
      return perform();
    } finally {
      if (recorder.count > from) {
        const before = latest;
        latest = readStoreState(identityDirectory);
        steps.push({ from, to: recorder.count, before, after: latest });
      }
    }
  });
  let recording: Recording;
  try {
    await act();
  } finally {
    restore();
    recording = recorder.stop();
  }
  return {
    identityFolder,
    recording,
    isOfStore: (index) => steps.some(({ from, to }) => from <= index && index < to),
    statesAfter: (calls) => {
      const during = steps.find(({ from, to }) => from < calls && calls < to);
      if (during !== undefined) {
        return [during.before, during.after];
      }
      return [steps.findLast(({ to }) => to <= calls)?.after ?? first];
    },
    inForceAfter: (calls) => known.slice(calls, calls + 2),
  };
}

/** Hands every outermost call of a method of the store to the watcher. Returns what ends that. */
function watchStore(watch: (perform: () => unknown) => unknown): () => void {
  let depth = 0;
  const restores = [IdentityStore, IdentityStore.prototype].flatMap((holder) =>
    Object.getOwnPropertyNames(holder).flatMap((name) => {
      const method: unknown = Reflect.get(holder, name);
      if (typeof method !== 'function' || name === 'constructor') {
        return [];
      }
      Reflect.set(holder, name, function (this: unknown, ...args: unknown[]): unknown {
        const perform = (): unknown => Reflect.apply(method, this, args);
        if (depth > 0) {
          return perform();
        }
        depth += 1;
        try {
          return watch(perform);
        } finally {
          depth -= 1;
        }
      });
      return [() => void Reflect.set(holder, name, method)];
    }),
  );
  return () => restores.forEach((restore) => restore());
}
