import type { CertDate } from '@fleet/cert-dates';
import { functionProcesses, peakBytes, ProcessCostError, processorMillis } from './process-cost';
import { titleOf } from './scale-case';
import { scaleNames, type ScaleCloud } from './scale-cloud';
import { sweep, type Sweep } from './sweep';

/** A sweep, and the processor's time that it took of both sides: unlike its seconds, that has no waiting in it. */
export interface MeasuredSweep extends Sweep {
  readonly monitorMillis: number;
  readonly cloudMillis: number;
}

export async function measuredSweep(
  scaleCloud: ScaleCloud,
  today: CertDate,
  workspaceRoot: string,
): Promise<MeasuredSweep> {
  const { scale, cloud, environment } = scaleCloud;
  const [before, cloudBefore] = [await monitorTimes(scaleCloud), await processorMillis(cloud.process.pid)];
  const swept = await sweep(scale, today, {
    workspaceRoot,
    environment,
    resources: cloud.resources,
  });
  const [after, cloudAfter] = [await monitorTimes(scaleCloud), await processorMillis(cloud.process.pid)];
  const spent = [...after].map(([pid, millis]) => millis - (before.get(pid) ?? 0));
  return {
    ...swept,
    monitorMillis: spent.reduce((sum, millis) => sum + millis, 0),
    cloudMillis: cloudAfter - cloudBefore,
  };
}

/** The most memory that the monitor's process has had in its sweeps so far, in bytes. @throws ProcessCostError */
export async function monitorPeakBytes(scaleCloud: ScaleCloud): Promise<number> {
  const processes = await monitorProcesses(scaleCloud);
  if (processes.length === 0) {
    throw new ProcessCostError(`${titleOf(scaleCloud.scale)}: the monitor's process is gone`);
  }
  return Math.max(...(await Promise.all(processes.map(peakBytes))));
}

async function monitorTimes(scaleCloud: ScaleCloud): Promise<Map<number, number>> {
  const processes = await monitorProcesses(scaleCloud);
  return new Map(await Promise.all(processes.map(async (pid) => [pid, await processorMillis(pid)] as const)));
}

/** The cloud keeps them warm for minutes after a sweep. */
function monitorProcesses({ cloud }: ScaleCloud): Promise<number[]> {
  return functionProcesses(cloud.process.pid, scaleNames.rotationMonitor);
}
