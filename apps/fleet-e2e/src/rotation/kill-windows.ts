import { performance } from 'node:perf_hooks';
import { closely } from './killed-cloud';
import type { KilledDevice, AgentEvent } from './killed-device';
import { rotationMarks, type RotationMark } from './kill-plan';
import type { SweepSeen, SweepWatch } from './killed-sweep-watch';

/** Whatever has not come by then does not come: another kill kept it from coming. */
const overdueMillis = 5_000;

/** What a round waits for. */
export interface Watched {
  readonly device: KilledDevice;
  /** Where in the events of the device the round begins. */
  readonly from: number;
  readonly sweeps: SweepWatch;
  /** When the round began, on this process's monotonic clock. */
  readonly begun: number;
  /** What was seen of sweeps before the round. */
  readonly before: SweepSeen;
}

/** Waits for a mark of the rotation, but not for ever. Returns when it came, or when it was given up. */
export async function markReached(watched: Watched, mark: RotationMark): Promise<number> {
  const { sweeps, before } = watched;
  if (mark === 'sweep-begun') {
    await closely(async () => (isNew(await sweeps.look(), before) ? true : undefined), timeLeft(watched));
    return performance.now();
  }
  const printed =
    mark === 'connected' || mark === 'confirmed'
      ? await eventOf(watched, mark, await eventOf(watched, 'registered', undefined))
      : await eventOf(watched, mark, undefined);
  return printed?.at ?? performance.now();
}

/** The lease is taken first, and the sweep is noted a moment later. */
function isNew({ owner, sweepId }: SweepSeen, before: SweepSeen): boolean {
  return sweepId !== before.sweepId || (owner !== undefined && owner !== before.owner);
}

/** After `registered` the connection is the successor's, and not one that was made again with the old certificate. */
function eventOf(
  watched: Watched,
  event: RotationMark,
  after: AgentEvent | undefined,
): Promise<AgentEvent | undefined> {
  const { device } = watched;
  const from = after === undefined ? watched.from : device.events.indexOf(after);
  return device.nextEvent((each) => each.event === event, { from, withinMillis: timeLeft(watched) });
}

function timeLeft({ begun }: Watched): number {
  return Math.max(0, Math.round(begun + overdueMillis - performance.now()));
}

/** How long each window lasts when nobody is killed, in milliseconds. */
export type WindowLengths = ReadonlyMap<RotationMark, number>;

/**
 * Measures the windows of a rotation that goes well.
 * @param retired resolves when the certificate that was replaced is gone
 */
export async function measureWindows(watched: Watched, retired: () => Promise<void>): Promise<WindowLengths> {
  const sweepOver = async (): Promise<number> => {
    const begun = await markReached(watched, 'sweep-begun');
    await closely(
      async () => ((await watched.sweeps.look()).stage === 'done' ? true : undefined),
      timeLeft(watched),
    );
    return performance.now() - begun;
  };
  const sweep = sweepOver();
  const reached: number[] = [];
  for (const mark of rotationMarks.slice(1)) {
    reached.push(await markReached(watched, mark));
  }
  await retired();
  reached.push(performance.now());
  const lengths = rotationMarks.slice(1).map((mark, index): [RotationMark, number] => {
    return [mark, (reached[index + 1] ?? 0) - (reached[index] ?? 0)];
  });
  return new Map([['sweep-begun', await sweep], ...lengths]);
}
