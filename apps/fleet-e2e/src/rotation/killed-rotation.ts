import { Lots } from './kill-lots';
import { sharedTargets } from './kill-plan';
import { KillWaves, type Round } from './kill-waves';
import type { Rotating } from './rotating-fleet';

/** Another seed kills at other moments. */
const seed = process.env['KILL_SEED'] ?? '1';

const devices = 5;
const targets = ['agent', ...sharedTargets] as const;
/** A wave takes some seconds; far more only when time has to pass in the cloud. */
const millisForWave = 40_000;

/**
 * SIGKILL to agent, local-cloud and monitor, at moments all over the rotation that a seed decides.
 * @param count rounds: rotations of a device
 */
export function killedRotation(rotating: Rotating, count: number): void {
  it(
    `leaves each device with one identity that works, in ${count} rounds of seed ${seed}`,
    async () => {
      const waves = await KillWaves.begin(rotating, { lots: new Lots(seed), size: devices });
      try {
        const rounds: Round[] = [];
        while (rounds.length < count) {
          rounds.push(...(await waves.run()));
          say(`seed ${seed}: ${progress(rounds)}; time had to pass ${waves.settling.taken.join(', ')} times`);
        }
        say(`kills by what a device had last told: ${words(waves.killedAfter)}`);
        expect(rounds.filter(({ failure }) => failure !== undefined)).toEqual([]);
        expect(new Set(rounds.flatMap(({ killed }) => killed))).toEqual(new Set(targets));
      } finally {
        await waves.end();
      }
    },
    Math.ceil(count / devices) * millisForWave,
  );
}

function progress(rounds: readonly Round[]): string {
  const failures = rounds.filter(({ failure }) => failure !== undefined).length;
  const kills = targets.map(
    (target) => `${target} ${rounds.filter(({ killed }) => killed.includes(target)).length}`,
  );
  return `${rounds.length} rounds, ${failures} failures, killed: ${kills.join(', ')}`;
}

function words(counts: ReadonlyMap<string, number>): string {
  const most = [...counts].toSorted(([, one], [, other]) => other - one);
  return most.map(([event, count]) => `${event} ${count}`).join(', ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
