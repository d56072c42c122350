import { timed } from '../timing';
import type { BenchFleet } from '../cloud/bench-fleet';
import type { Figure } from '../report/figures';
import { quantile } from '../report/statistics';
import { SimulatedFleet } from './simulated-fleet';

const alone = { devices: 1, rounds: 40 };
const together = { devices: 20, rounds: 5 };
const fleetSize = 50;

/** How the cloud bears devices that come alone, and many at once. */
export async function loadFigures(fleet: BenchFleet, say: (step: string) => void): Promise<Figure[]> {
  const devices = new SimulatedFleet(fleet);
  const figures: Figure[] = [];
  for (const [title, load] of [
    ['one device', alone],
    [`${together.devices} at once`, together],
  ] as const) {
    say(`RegisterThing, ${title}`);
    const latencies: number[] = [];
    for (let round = 0; round <= load.rounds; round += 1) {
      const measured = await devices.register(serials(`reg-${load.devices}-${round}`, load.devices));
      // The first round starts as many hooks as are needed.
      if (round > 0) latencies.push(...measured);
    }
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const)
      figures.push({
        what: `RegisterThing, ${title}, ${name}`,
        unit: 'ms',
        ours: quantile(latencies, share),
      });
  }
  say(`${fleetSize} devices from claim to confirmation, at once, in one process`);
  const [, millis] = await timed(() =>
    Promise.all(serials('fleet', fleetSize).map((serial) => devices.provision(serial))),
  );
  const what = `devices provisioned, ${fleetSize} at once`;
  return [...figures, { what, unit: '/s', ours: fleetSize / (millis / 1_000) }];
}

function serials(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}
