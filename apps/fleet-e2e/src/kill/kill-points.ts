import { createHash } from 'node:crypto';
import type { KillPoint } from './killed-agent';

const moments = ['before', 'after'] as const;

/** Both sides of each of the calls with these numbers. */
export function bothSides(numbers: readonly number[]): KillPoint[] {
  return numbers.flatMap((at) => moments.map((when) => ({ at, when })));
}

/** Calls by which the disk changes for whoever comes next. */
const changesNames = /^fs\.(mkdir|rename|unlink)Sync .*\d{8}T|^fs\.renameSync current/;

/**
 * The points after which the world is another one: a name on disk has moved or gone, a packet is out, and a packet
 * has come that tells what the cloud has done and will now never be read. Before the first change on disk, and after
 * the last, packets change nothing that a restart could trip over.
 */
export function decisivePoints(calls: readonly string[]): KillPoint[] {
  const first = calls.findIndex((call) => changesNames.test(call));
  const last = calls.findLastIndex((call) => changesNames.test(call));
  return calls.flatMap((call, index): KillPoint[] => {
    const at = index + 1;
    if (index < first || index > last) {
      return [];
    }
    if (changesNames.test(call) || call === 'tls write') {
      return [{ at, when: 'after' }];
    }
    // Of packets that come together the last is the one that was waited for.
    if (call === 'tls data' && calls[at] !== 'tls data') {
      return [{ at, when: 'before' }];
    }
    return [];
  });
}

/** So many of all the points, drawn by the seed. */
export function drawnPoints(calls: readonly string[], count: number, seed: string): KillPoint[] {
  const lot = ({ at, when }: KillPoint) => createHash('sha256').update(`${seed} ${at} ${when}`).digest('hex');
  return bothSides(calls.map((_call, index) => index + 1))
    .toSorted((one, other) => lot(one).localeCompare(lot(other)))
    .slice(0, count);
}
