import type { LiveEvent } from '@fleet/fleet-console-api';

/** So many events wait for a page that is frozen: a selection has a thousand devices. */
const mostWaiting = 1_000;

/** A page that reads again wants to know what is so now, and of each change once. */
export function onlyLatest(waiting: LiveEvent[]): void {
  const latest = waiting.at(-1);
  if (latest === undefined) {
    return;
  }
  const before = waiting.findIndex((event) => isOfSame(event, latest));
  if (before < waiting.length - 1) {
    waiting.splice(before, 1);
  } else if (waiting.length > mostWaiting) {
    waiting.shift();
  }
}

/** The cloud answers, or does not: one of both is so. */
function isOfSame(one: LiveEvent, other: LiveEvent): boolean {
  if (one.kind === 'changed' && other.kind === 'changed') {
    return one.what === other.what && one.serial === other.serial;
  }
  return one.kind !== 'changed' && other.kind !== 'changed';
}
