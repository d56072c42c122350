import { Lots } from './kill-lots';
import { sharedTargets } from './kill-plan';
import { KillWaves, type Round } from './kill-waves';
import type { Rotating } from './rotating-fleet';

/** Another seed kills at other moments. */
const seed = process.env['KILL_SEED'] ?? '1';

const devices = 5;
const targets = ['agent', ...sharedTargets] as const;

/**
 * SIGKILL to agent, local-cloud and monitor, at moments all over the rotation that a seed decides.
 * @param count rounds: rotations of a device
 */
export function killedRotation(rotating: Rotating, count: number): void {
  const waveNumbers = Array.from({ length: Math.ceil(count / devices) }, (_none, index) => index + 1);
  const rounds: Round[] = [];
  let waves: KillWaves;

  beforeAll(async () => {
    waves = await KillWaves.begin(rotating, { lots: new Lots(seed), size: devices });
  });

  it.each(waveNumbers)(
    `leaves each device with one identity that works: wave %d of seed ${seed}`,
    async () => {
      const wave = await waves.run();
      rounds.push(...wave);
      say(`seed ${seed}: ${progress(rounds)}; time had to pass ${waves.settling.taken.join(', ')} times`);
      expect(wave.filter(({ failure }) => failure !== undefined)).toEqual([]);
    },
  );

  it('had agent, local-cloud and monitor killed in these waves', () => {
    say(`kills by the last event of a device: ${words(waves.killedAfter)}`);
    expect(new Set(rounds.flatMap(({ killed }) => killed))).toEqual(new Set(targets));
  });
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
