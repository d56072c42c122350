import { timed } from '../timing';
import type { BenchFleet } from '../cloud/bench-fleet';
import type { Figure } from '../report/figures';
import type { Part } from '../report/measurements';
import { quantile } from '../report/statistics';
import { connectionPart } from './connection-figures';
import { SimulatedFleet } from './simulated-fleet';

interface Load {
  readonly title: string;
  readonly devices: number;
  readonly rounds: number;
}

const alone: Load = { title: 'one device', devices: 1, rounds: 40 };
const together: Load = { title: '20 at once', devices: 20, rounds: 5 };
const fleetSize = 50;

/** How the cloud bears devices that come alone, and many at once. */
export function loadParts(fleet: BenchFleet): Part[] {
  const registration = (load: Load): Part => ({
    title: `RegisterThing, ${load.title}`,
    measure: () => registrationFigures(new SimulatedFleet(fleet), load),
  });
  return [
    registration(alone),
    registration(together),
    {
      title: `${fleetSize} devices from claim to confirmation, at once, in one process`,
      measure: () => provisioningFigures(new SimulatedFleet(fleet)),
    },
    connectionPart(fleet),
  ];
}

async function registrationFigures(devices: SimulatedFleet, load: Load): Promise<Figure[]> {
  const latencies: number[] = [];
  for (let round = 0; round <= load.rounds; round += 1) {
    const measured = await devices.register(serials(`reg-${load.devices}-${round}`, load.devices));
    // The first round starts as many hooks as are needed.
    if (round > 0) {
      latencies.push(...measured);
    }
  }
  const figure = (name: string, share: number): Figure => ({
    what: `RegisterThing, ${load.title}, ${name}`,
    unit: 'ms',
    ours: quantile(latencies, share),
  });
  return [figure('p50', 0.5), figure('p95', 0.95)];
}

async function provisioningFigures(devices: SimulatedFleet): Promise<Figure[]> {
  const [, millis] = await timed(() => devices.provisionAll(serials('fleet', fleetSize)));
  const what = `devices provisioned, ${fleetSize} at once`;
  return [{ what, unit: '/s', ours: fleetSize / (millis / 1_000) }];
}

function serials(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}
