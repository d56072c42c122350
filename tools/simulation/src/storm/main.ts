import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorInWords } from '@fleet/program-faults';
import * as z from 'zod';
import { countDeviceCalls, deviceCallsFile, readDeviceCalls, type DeviceCalls } from './device-calls';
import { playStorms } from './play-storms';
import { scenarioNames } from './scenarios';
import { stormChart } from './storm-chart';
import type { StormFigures } from './storm-figures';
import { stormPage } from './storm-page';
import { playInProcess } from './storm-process';
import { keepStormResult, readStormResults } from './storm-results';

const { values } = parseArgs({
  options: {
    /** So many devices are played. Without it, the calls of one device are counted alone. */
    devices: { type: 'string' },
    seed: { type: 'string', default: 'storm' },
    /** Only these storms. */
    storm: { type: 'string', multiple: true, default: [...scenarioNames] },
    /** Writes docs/storm.md with its curves, also of what was played before. Without it, figures are printed alone. */
    write: { type: 'boolean', default: false },
    /** In a process of its own: what it plays for its parent. */
    play: { type: 'string', multiple: true },
  },
});

/** A file system in memory, where there is one: nothing of a device's disk has to last. */
const disks = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const scenarios = z.array(z.enum(scenarioNames));

// Nx runs it in the workspace's root.
const root = process.cwd();

async function main(): Promise<void> {
  if (values.play !== undefined) {
    await playForParent(values.play);
    return;
  }
  const calls = await countDeviceCalls({ throttling: 'code', seed: 'calls', disks });
  writeJson(deviceCallsFile(root), calls);
  if (values.devices !== undefined) {
    await playBesideEachOther(values.storm, calls);
  } else if (values.write) {
    writePage(readStormResults(root), calls);
  }
}

/** New devices take as long as all that comes later: the fleet of the other storms has come before, without quotas. */
async function playBesideEachOther(names: readonly string[], calls: DeviceCalls): Promise<void> {
  const wanted = scenarios.parse(names);
  const fleets = [['factory'], scenarioNames.filter((name) => name !== 'factory')];
  const played = fleets.map((fleet) => wanted.filter((name) => fleet.includes(name)));
  await Promise.all(
    played
      .filter((each) => each.length > 0)
      .map((each) => playInProcess(__filename, each, (figures) => show(figures, calls))),
  );
}

async function playForParent(names: readonly string[]): Promise<void> {
  const { seed } = values;
  const devices = Number(values.devices);
  const options = { devices, quotas: 'aws', throttling: 'code', seed, disks } as const;
  await playStorms(options, scenarios.parse(names), readDeviceCalls(root), (figures) => {
    process.send?.(figures);
  });
}

function show(figures: StormFigures, calls: DeviceCalls): void {
  process.stdout.write(`${inWords(figures)}\n`);
  if (values.write) {
    writePage(keepStormResult(root, figures), calls);
  }
}

function writePage(results: readonly StormFigures[], calls: DeviceCalls): void {
  writeFileSync(join(root, 'docs', 'storm.md'), stormPage(results, calls));
  writeFileSync(join(root, 'docs', 'storm.svg'), stormChart(results));
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  process.stdout.write(`${file}\n`);
}

function inWords({ scenario: name, devices, curve, floor, ...figures }: StormFigures): string {
  const all = curve.at(-1) ?? 0;
  return (
    `${name}, ${devices} devices: ${all.toFixed(0)} s, ${(all / floor.seconds).toFixed(2)} times the floor; ` +
    `${figures.connectsPerDevice} connects each; ${figures.inNeed} in need, ${figures.lostProofs} proofs lost`
  );
}

/**
 * The deadline of an event, by which the functions give up a request to AWS: no request leaves this process. Once a value is
 * kept so, Node.js 20 calls hooks for each promise there is.
 */
Reflect.set(AsyncLocalStorage.prototype, 'run', (_store: unknown, work: () => unknown) => work());

/** Nobody reads the stacks of the very many errors of a storm, and to write them takes longer than to throw. */
Error.stackTraceLimit = 0;

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
