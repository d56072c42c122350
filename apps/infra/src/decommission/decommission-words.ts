import type { DeviceCounts } from '@fleet/device-release';
import type { FleetNames } from '@fleet/fleet-contract';
import type { Removed } from './decommission';

/** No word of what is done sooner after the one before. */
const everyMillis = 2_000;

/** What the operator is asked. */
export function decommissionQuestion(
  { madeHere, adopted }: DeviceCounts,
  { stack }: Pick<FleetNames, 'stack'>,
  place: string,
): string {
  const removal = `Remove ${devices(madeHere)} of ${stack} in ${place}? They will not be able to connect.`;
  return adopted === 0
    ? removal
    : `${removal} ${devices(adopted)} that ${adopted === 1 ? 'was' : 'were'} adopted will be given back to the older stack.`;
}

export function removedWords({ things, left, certificates, released }: Removed): string {
  return [
    `Removed ${things} things and ${certificates} certificates.`,
    ...(released === 0 ? [] : [`Gave ${devices(released)} back to the older stack.`]),
    ...(left === 0 ? [] : [`Left ${left} things to others, who have certificates on them.`]),
  ].join(' ');
}

/** Tells how far the work has come, every two seconds at the most. */
export function progressOf(
  say: (line: string) => void,
  now: () => number = Date.now,
): (removed: Removed) => void {
  let last = now();
  return ({ things, certificates, released }) => {
    if (now() - last < everyMillis) {
      return;
    }
    last = now();
    const gaveBack = released === 0 ? '' : `, gave back ${released} devices`;
    say(`removed ${things} things, ${certificates} certificates${gaveBack} so far`);
  };
}

function devices(count: number): string {
  return `${count} ${count === 1 ? 'device' : 'devices'}`;
}
