import type { Figure } from '../report/figures';
import { median } from '../report/statistics';
import { SimulatedFleet } from '../load/simulated-fleet';
import type { BenchFleet } from './bench-fleet';
import { coolProvisionHook } from './cold-hook';
import { provisionHookTimes } from './hook-times';

const coldStarts = 5;

/** The hook's own time, cold and warm, by Lambda's reports; devices come one by one. */
export async function hookFigures(fleet: BenchFleet): Promise<Figure[]> {
  const devices = new SimulatedFleet(fleet);
  for (let start = 0; start < coldStarts; start += 1) {
    await coolProvisionHook(fleet, `cold start ${start}`);
    await devices.register([`cold-${start}`]);
    await devices.register([`warm-${start}`]);
  }
  const times = await provisionHookTimes(fleet);
  const cold = times.flatMap(({ durationMillis, initMillis }) =>
    initMillis === undefined ? [] : [initMillis + durationMillis],
  );
  const warm = times.flatMap(({ durationMillis, initMillis }) =>
    initMillis === undefined ? [durationMillis] : [],
  );
  return [
    { what: 'provision hook, cold (initialisation and answer)', unit: 'ms', ours: median(cold) },
    { what: 'provision hook, warm', unit: 'ms', ours: median(warm) },
  ];
}
