import { createHash } from 'node:crypto';
import type { KillPoint } from './killed-agent';

const moments = ['before', 'after'] as const;

/** Both sides of each of the calls. */
export function bothSides(calls: readonly KillPoint['at'][]): KillPoint[] {
  return calls.flatMap((at) => moments.map((when) => ({ at, when })));
}

/** Calls by which the disk changes for whoever comes next. */
const changesNames = /^fs\.(mkdir|rename|unlink)Sync .*<\d+>|^fs\.renameSync current/;
const sendsPacket = /^tls write /;
const bringsPacket = /^tls data /;

/**
 * Whether two runs may differ in how often they make such a call. What one run sends or gets in two pieces may be a
 * single piece in another. A connection that both sides close has an end of data, or none.
 */
export function dependsOnPieces({ at }: KillPoint): boolean {
  return /^(tls|socket) (write|data|end of data) /.test(String(at));
}

/**
 * The points after which the world is another one: a name on disk has moved or gone, a packet is out, and a packet
 * has come that tells what the cloud has done and will now never be read. Before the first change on disk, and after
 * the last, packets change nothing that a restart could trip over.
 */
export function decisivePoints(calls: readonly string[]): KillPoint[] {
  const first = calls.findIndex((call) => changesNames.test(call));
  const last = calls.findLastIndex((call) => changesNames.test(call));
  return calls.flatMap((at, index): KillPoint[] => {
    if (index < first || index > last) {
      return [];
    }
    if (changesNames.test(at) || sendsPacket.test(at)) {
      return [{ at, when: 'after' }];
    }
    // Of packets that come together the last is the one that was waited for.
    const next = calls[index + 1];
    if (bringsPacket.test(at) && (next === undefined || !bringsPacket.test(next))) {
      return [{ at, when: 'before' }];
    }
    return [];
  });
}

/** So many of all the points, drawn by the seed. */
export function drawnPoints(calls: readonly string[], count: number, seed: string): KillPoint[] {
  const lot = ({ at, when }: KillPoint) => createHash('sha256').update(`${seed} ${at} ${when}`).digest('hex');
  return bothSides(calls)
    .toSorted((one, other) => lot(one).localeCompare(lot(other)))
    .slice(0, count);
}
