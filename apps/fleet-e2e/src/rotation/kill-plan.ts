import { defined } from '@fleet/optional-members';
import type { Lots } from './kill-lots';

/**
 * Moments of a rotation that can be seen from outside, in their order. From each to the next lies a window in which
 * something is done by halves: the sweep spools, publishes and notes; a certificate is asked for; it is registered;
 * the successor's connection is waited for; it is proven; its predecessor is retired.
 */
export const rotationMarks = [
  'sweep-begun',
  'rotation-ordered',
  'certificate-issued',
  'registered',
  'connected',
  'confirmed',
] as const;
export type RotationMark = (typeof rotationMarks)[number];

export interface Moment {
  readonly after: RotationMark;
  /** How far into the window that begins with the mark, from 0 to below 1. */
  readonly fraction: number;
}

/** The processes that all devices of a wave share. */
export const sharedTargets = ['monitor', 'local-cloud'] as const;
export type SharedTarget = (typeof sharedTargets)[number];
export type KillTarget = 'agent' | SharedTarget;

/** What gets SIGKILL in one wave of rotations, and when. */
export interface WavePlan {
  readonly shared?: Moment & {
    readonly targets: readonly SharedTarget[];
    /** Number of the device whose marks count. */
    readonly device: number;
  };
  /** For each device when its agent is killed, if it is. */
  readonly agents: readonly (Moment | undefined)[];
}

const sharedCombinations: readonly (readonly SharedTarget[])[] = [
  [],
  ['local-cloud'],
  ['monitor'],
  // In this order: local-cloud takes the monitor's process with it.
  ['monitor', 'local-cloud'],
];

/**
 * Draws what is killed in so many waves as there are combinations of shared processes, each of them once, in any
 * order. Windows are as likely as one another, however short, and so are the moments within each.
 */
export function drawWavePlans(lots: Lots, devices: number): readonly WavePlan[] {
  return lots.shuffled(sharedCombinations).map((targets) => {
    const shared =
      targets.length === 0
        ? undefined
        : { targets, device: lots.below(devices), ...sharedMoment(lots, targets) };
    const agents = Array.from({ length: devices }, () =>
      targets.length === 0 || lots.below(2) === 0 ? moment(lots) : undefined,
    );
    return defined({ shared, agents });
  });
}

/** Once it has swept the monitor has nothing to do, and killing it changes nothing. */
function sharedMoment(lots: Lots, targets: readonly SharedTarget[]): Moment {
  return targets.includes('monitor') ? { after: 'sweep-begun', fraction: lots.fraction() } : moment(lots);
}

function moment(lots: Lots): Moment {
  return { after: lots.one(rotationMarks), fraction: lots.fraction() };
}

/** What device number `device` has to go through. */
export function planInWords({ shared, agents }: WavePlan, device: number): string {
  const agent = agents[device];
  return [
    ...(agent === undefined ? [] : [`agent killed ${momentInWords(agent)}`]),
    ...(shared === undefined
      ? []
      : [`${shared.targets.join(' and ')} killed ${momentInWords(shared)} of device ${shared.device + 1}`]),
  ].join(', ');
}

function momentInWords({ after, fraction }: Moment): string {
  return `at ${Math.round(fraction * 100)} % of the window after ${after}`;
}
