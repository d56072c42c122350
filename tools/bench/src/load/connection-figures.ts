import { idleMemory } from '../cloud/idle-memory';
import type { BenchFleet } from '../cloud/bench-fleet';
import type { Figure } from '../report/figures';
import type { Part } from '../report/measurements';
import { timed } from '../timing';
import { SimulatedFleet } from './simulated-fleet';

const connections = 5_000;

/** Handshakes under way: more of them only wait for each other. */
const atATime = 50;

/** How fast devices connect, what each costs the cloud while it is there, and what is left when all have gone. */
export function connectionPart(fleet: BenchFleet): Part {
  const count = connections.toLocaleString('en-US');
  return {
    title: `${count} devices connect, ${atATime} at a time`,
    measure: () => connectionFigures(fleet, count),
  };
}

async function connectionFigures(fleet: BenchFleet, count: string): Promise<Figure[]> {
  const { pid } = fleet.cloud.process;
  const before = await idleMemory(pid);
  const [sessions, millis] = await timed(() => new SimulatedFleet(fleet).connectAll(connections, atATime));
  const connected = await idleMemory(pid);
  await Promise.all(sessions.map((session) => session.close()));
  const left = await idleMemory(pid);
  return [
    { what: `devices connected, ${count} in all`, unit: '/s', ours: connections / (millis / 1_000) },
    { what: 'memory of a connected device', unit: 'KB', ours: (connected - before) / connections / 1_000 },
    { what: 'memory before they came', unit: 'MB', ours: before / 1_000_000 },
    { what: 'memory while they were there', unit: 'MB', ours: connected / 1_000_000 },
    { what: 'memory after they left', unit: 'MB', ours: left / 1_000_000 },
  ];
}
