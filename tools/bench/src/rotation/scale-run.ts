import { dueThingNames } from './aging-fleet';
import { ConnectedDevices } from './connected-devices';
import { measuredSweep, monitorPeakBytes, type MeasuredSweep } from './measured-sweep';
import { peakBytes } from './process-cost';
import { RecordedDevices } from './recorded-devices';
import { titleOf, type ScaleCase } from './scale-case';
import {
  deployEmptyFleet,
  startScaleCloud,
  type EmptyFleet,
  type Place,
  type ScaleCloud,
} from './scale-cloud';
import { SweepIncompleteError } from './sweep';

/** What was measured of one registry. */
export interface ScaleSample {
  readonly scale: ScaleCase;
  /** Devices that are not connected: they are warned, and that is all. */
  readonly laterWarnings: readonly MeasuredSweep[];
  /** Devices that are connected: they are warned, and that is written to their records. */
  readonly firstWarnings: readonly MeasuredSweep[];
  readonly monitorPeakBytes: number;
  /** Before any device has connected. */
  readonly cloudPeakBytes: number;
}

export interface ScaleRun extends Place {
  readonly cases: readonly ScaleCase[];
  /** How many sweeps are measured of each kind. */
  readonly runs: number;
}

/** A sweep of few devices is over soon, and the noise is large: it is measured so many times as often. */
const oftener = { below: 1_000, times: 5 };

/** Registries side by side, and swept in turns, so that what else the machine does meets all of them. */
export async function measureScale(run: ScaleRun): Promise<ScaleSample[]> {
  const empty = await deployEmptyFleet(run);
  const clouds: ScaleCloud[] = [];
  try {
    for (const scale of run.cases) {
      clouds.push(await startScaleCloud(scale, empty, run));
    }
    const later = await laterWarningsOf(clouds, empty, run);
    // All at once, as the cloud ends a function's process that has not been called for minutes.
    const halfway = await Promise.all(later.map(withPeaks));
    const samples: ScaleSample[] = [];
    for (const { cloud, ...sample } of halfway) {
      const firstWarnings = await firstWarningsOf(cloud, empty, run);
      const monitorPeak = Math.max(sample.monitorPeakBytes, await monitorPeakBytes(cloud));
      samples.push({ ...sample, scale: cloud.scale, firstWarnings, monitorPeakBytes: monitorPeak });
      await cloud.cloud.process.stop();
    }
    return samples;
  } finally {
    await Promise.all(clouds.map(({ cloud }) => cloud.process.stop()));
  }
}

interface LaterWarnings {
  readonly cloud: ScaleCloud;
  readonly laterWarnings: readonly MeasuredSweep[];
}

/** The first sweep of each cloud starts the function, and is not counted. */
async function laterWarningsOf(
  clouds: readonly ScaleCloud[],
  { today }: EmptyFleet,
  { runs, workspaceRoot, say }: ScaleRun,
): Promise<readonly LaterWarnings[]> {
  const swept = async (cloud: ScaleCloud, counted: boolean) => {
    const measured = await measuredSweep(cloud, today, workspaceRoot);
    say(`${titleOf(cloud.scale)}: ${inWords(measured)}${counted ? '' : ', not counted'}`);
    return measured;
  };
  for (const cloud of clouds) {
    await swept(cloud, false);
  }
  const all = clouds.map((cloud) => ({ cloud, laterWarnings: new Array<MeasuredSweep>() }));
  for (let round = 0; round < runs; round += 1) {
    for (const { cloud, laterWarnings } of all) {
      for (let time = 0; time < timesOf(cloud.scale); time += 1) {
        laterWarnings.push(await swept(cloud, true));
      }
    }
  }
  return all;
}

async function withPeaks(later: LaterWarnings) {
  return {
    ...later,
    monitorPeakBytes: await monitorPeakBytes(later.cloud),
    cloudPeakBytes: await peakBytes(later.cloud.cloud.process.pid),
  };
}

async function firstWarningsOf(
  scaleCloud: ScaleCloud,
  { today }: EmptyFleet,
  { runs, workspaceRoot, say }: ScaleRun,
): Promise<readonly MeasuredSweep[]> {
  const { scale, cloud } = scaleCloud;
  say(`${titleOf(scale)}: connect devices`);
  const devices = await ConnectedDevices.connect(cloud, dueThingNames(scale));
  const records = new RecordedDevices(cloud);
  try {
    await records.record(dueThingNames(scale));
    const measured: MeasuredSweep[] = [];
    for (let run = 0; run < runs * timesOf(scale); run += 1) {
      if (run > 0) {
        await records.forgetWarnings(dueThingNames(scale));
      }
      const swept = await measuredSweep(scaleCloud, today, workspaceRoot);
      if (swept.firstWarnings !== scale.due) {
        throw new SweepIncompleteError(scale, JSON.stringify(swept));
      }
      say(`${titleOf(scale)}, connected: ${inWords(swept)}`);
      measured.push(swept);
    }
    return measured;
  } finally {
    records.close();
    await devices.close();
  }
}

function timesOf({ due }: ScaleCase): number {
  return due < oftener.below ? oftener.times : 1;
}

function inWords({ seconds, monitorMillis, cloudMillis }: MeasuredSweep): string {
  const inSeconds = (millis: number) => (millis / 1_000).toFixed(2);
  const processor = `monitor ${inSeconds(monitorMillis)} s, local-cloud ${inSeconds(cloudMillis)} s`;
  return `${seconds.toFixed(2)} s; processor: ${processor}`;
}
