import type { About, DevicePage } from '@fleet/fleet-console-api';
import { dayOf, minuteOf } from '../words/moments';

/** How it is with a device, in a sentence, and what does not fit together. */
export interface Verdict {
  readonly level: 'success' | 'info' | 'warning' | 'error';
  readonly words: string;
  readonly remarks: readonly string[];
}

export function deviceVerdict(device: DevicePage, { enforce }: Pick<About, 'enforce'>): Verdict {
  const { level, words } = standing(device, enforce);
  const remarks = device.contradictions;
  return { level: remarks.length > 0 && level !== 'error' ? 'warning' : level, words, remarks };
}

function standing(device: DevicePage, enforce: About['enforce']): Omit<Verdict, 'remarks'> {
  const { state, blockedAt, blockReason, permissions, thing } = device;
  if (state === 'not-on-record') {
    return { level: 'warning', words: 'This fleet has no record of it: the hooks refuse it.' };
  }
  if (state === 'blocked') {
    const since = blockedAt === undefined ? '' : ` since ${minuteOf(blockedAt)}`;
    return {
      level: 'warning',
      words: `It is blocked${since}${blockReason === undefined ? '.' : `: ${blockReason}`}`,
    };
  }
  if (state === 'allowed' && thing === undefined) {
    return { level: 'info', words: 'It may come, and has not come yet.' };
  }
  const connect = permissions.find(({ to }) => to === 'connect');
  if (connect?.allowed === false) {
    return { level: 'error', words: `It cannot connect. ${cutOffWords(device, enforce) ?? connect.why}` };
  }
  return rotationStanding(device, enforce);
}

/** Who was asked to rotate, and let the days of grace pass, is in reach of a sweep no more. */
function cutOffWords(
  { rotation, certificates, at }: DevicePage,
  enforce: About['enforce'],
): string | undefined {
  const { warned, holdsUntil } = rotation ?? {};
  const isInactive = certificates.some(({ role, status }) => role === 'current' && status === 'INACTIVE');
  if (enforce === 'report' || !isInactive || warned === undefined || holdsUntil === undefined) {
    return undefined;
  }
  return dayOf(holdsUntil) < at.slice(0, 10)
    ? `It was asked to rotate on ${dayOf(warned)}, and had not by ${dayOf(holdsUntil)}: a sweep has cut it off.`
    : undefined;
}

function rotationStanding(
  { rotation, connectivity }: DevicePage,
  enforce: About['enforce'],
): Omit<Verdict, 'remarks'> {
  if (rotation === undefined) {
    return { level: 'info', words: 'There is nothing to rotate yet.' };
  }
  const { standing: how, due, warned, holdsUntil, awaitsProof } = rotation;
  const waits = awaitsProof ? ' A successor was issued, and has not carried a connection yet.' : '';
  switch (how) {
    case 'valid':
      return {
        level: 'success',
        words: `All is well: ${connectionWords(connectivity)}, and its certificate is due from ${dayOf(due)} on.${waits}`,
      };
    case 'due':
      return {
        level: warned === undefined ? 'info' : 'warning',
        words:
          warned === undefined
            ? `Its certificate is due${due === undefined ? '' : ` since ${dayOf(due)}`}: the next sweep asks it to rotate.${waits}`
            : `It is late: it was asked to rotate on ${dayOf(warned)}${holdsUntil === undefined ? '' : sequelWords(holdsUntil, enforce)}.${waits}`,
      };
    case 'unreachable':
      return {
        level: 'warning',
        words: `Its certificate is due, and it is away: it is asked to rotate when it comes back.${waits}`,
      };
    case 'expired':
      return enforce === 'report'
        ? { level: 'warning', words: `The days of grace are over: this fleet only reports that.${waits}` }
        : { level: 'error', words: `The days of grace are over: the next sweep cuts it off.${waits}` };
  }
}

function sequelWords(holdsUntil: string, enforce: About['enforce']): string {
  const day = dayOf(holdsUntil);
  return enforce === 'report'
    ? `; its days of grace end on ${day}, and this fleet only reports that`
    : `, and is cut off after ${day}`;
}

/** Since when it is connected or away, as far as AWS IoT says. */
export function connectionWords({ state, since, because }: DevicePage['connectivity']): string {
  if (state === 'unknown') {
    return `whether it is connected is unknown${because === undefined ? '' : ` (${because})`}`;
  }
  const words = state === 'connected' ? 'connected' : 'away';
  return since === undefined ? words : `${words} since ${minuteOf(since)}`;
}
