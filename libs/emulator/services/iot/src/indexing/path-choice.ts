import { integer } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { AccessPath } from './access-paths';
import { bestByRank } from './access-paths';

/** Entries counted before a path is taken for a long one: some milliseconds. */
const counted = [256, 4_096, 65_536];

/**
 * The path that leads to fewest things. All are counted side by side up to a limit that rises until one of them ends,
 * so that a choice costs about as much as the shortest path has entries.
 */
export function choosePath(store: Store, paths: readonly AccessPath[]): AccessPath | undefined {
  if (paths.length < 2) {
    return paths[0];
  }
  for (const limit of counted) {
    const lengths = paths.map((path) => lengthOf(store, path, limit));
    const shortest = Math.min(...lengths);
    if (shortest < limit) {
      return paths[lengths.indexOf(shortest)];
    }
  }
  return bestByRank(paths);
}

function lengthOf(store: Store, { steps }: AccessPath, limit: number): number {
  let length = 0;
  for (const { source } of steps) {
    if (length >= limit) {
      break;
    }
    const { text, parameters } = source.read(undefined, limit - length);
    const row = store.one(`SELECT count(*) AS entries FROM (${text})`, ...parameters);
    length += integer(row, 'entries');
  }
  return length;
}
