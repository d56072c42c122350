import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorInWords } from '@fleet/program-faults';
import { countDeviceCalls, deviceCallsFile, type DeviceCalls } from './device-calls';
import { playStorms } from './play-storms';
import { stormChart } from './storm-chart';
import type { StormFigures } from './storm-figures';
import { stormPage } from './storm-page';
import { stormResultsFile } from './storm-results';

const { values } = parseArgs({
  options: {
    /** So many devices are played. Without it, the calls of one device are counted alone. */
    devices: { type: 'string' },
    seed: { type: 'string', default: 'storm' },
    /** Writes docs/storm.md with its curves. Without it, figures are printed alone. */
    write: { type: 'boolean', default: false },
  },
});

/** A file system in memory, where there is one: nothing of a device's disk has to last. */
const disks = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

// Nx runs it in the workspace's root.
const root = process.cwd();

async function main(): Promise<void> {
  const calls = await countDeviceCalls({ throttling: 'code', seed: 'calls', disks });
  writeJson(deviceCallsFile(root), calls);
  if (values.devices !== undefined) {
    await play(Number(values.devices), calls);
  }
}

async function play(devices: number, calls: DeviceCalls): Promise<void> {
  const played: StormFigures[] = [];
  await playStorms(
    { devices, quotas: 'aws', throttling: 'code', seed: values.seed, disks },
    calls,
    (figures) => {
      played.push(figures);
      process.stdout.write(`${inWords(figures)}\n`);
    },
  );
  if (values.write) {
    writeJson(stormResultsFile(root), played);
    writeFileSync(join(root, 'docs', 'storm.md'), stormPage(played, calls));
    writeFileSync(join(root, 'docs', 'storm.svg'), stormChart(played));
  }
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  process.stdout.write(`${file}\n`);
}

function inWords({ scenario, devices, curve, floor, ...figures }: StormFigures): string {
  const all = curve.at(-1) ?? 0;
  return (
    `${scenario}, ${devices} devices: ${all.toFixed(0)} s, ${(all / floor.seconds).toFixed(2)} times the floor; ` +
    `${figures.connectsPerDevice} connects each; ${figures.inNeed} in need, ${figures.lostProofs} proofs lost`
  );
}

/** Nobody reads the stacks of the very many errors of a storm, and to write them takes longer than to throw. */
Error.stackTraceLimit = 0;

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
