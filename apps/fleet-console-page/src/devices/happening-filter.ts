import { happenings, type DeviceQuery, type Happening } from '@fleet/fleet-console-api';
import { dayOf } from '../words/moments';

type HappeningFilter = Pick<DeviceQuery, 'happened' | 'on' | 'claim' | 'refusal'>;

const labels: Readonly<Record<Happening, string>> = {
  joined: 'joined over a claim',
  warned: 'warned for the first time',
  'cut-off': 'cut off by a sweep',
  failed: 'failed in a sweep',
  refused: 'refused',
};

/** For these, a link says more than can be chosen here: over which claim, or for which reason. */
const linked: readonly Happening[] = ['joined', 'refused'];

/** What can be chosen, and what the address has. */
export function happeningOptions({ happened }: HappeningFilter): readonly { value: string; label: string }[] {
  const offered = happenings.filter((each) => each === happened || !linked.includes(each));
  return [{ value: '', label: 'any' }, ...offered.map((value) => ({ value, label: labels[value] }))];
}

/** What is asked once somebody has chosen: of today, until he gives another day. */
export function happeningFilter(
  value: string | undefined,
  { on }: HappeningFilter,
  now: string,
): Readonly<Record<keyof HappeningFilter, string | undefined>> {
  const isAsked = value !== undefined && value !== '';
  return {
    happened: isAsked ? value : undefined,
    on: isAsked ? (on ?? now.slice(0, 10).replaceAll('-', '')) : undefined,
    claim: undefined,
    refusal: undefined,
  };
}

/** `cut off by a sweep on 2026-01-31` */
export function happeningWords({ happened, on, refusal }: HappeningFilter): string | undefined {
  if (happened === undefined) {
    return undefined;
  }
  const why = refusal === undefined ? '' : ` (${refusal.replace(':', ': ')})`;
  return `${labels[happened]}${why} ${on === undefined ? 'in the last 24 hours' : `on ${dayOf(on)}`}`;
}
