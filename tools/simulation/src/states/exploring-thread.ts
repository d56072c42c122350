import { parentPort, Worker, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { explore, type Exploration } from '../explore/explorer';
import { always, sometimesIn } from '../explore/properties';
import { universes } from '../explore/universes';

const task = z.object({ universe: z.string(), mostStates: z.number() });

/** Which universe a thread goes through, and how far. */
type Task = z.infer<typeof task>;

const broken = z.object({ property: z.string(), path: z.array(z.string()) });
const exploration = z.object({
  states: z.number(),
  transitions: z.number(),
  isClosed: z.boolean(),
  depth: z.number(),
  unreached: z.array(z.string()),
  broken: z.exactOptional(broken),
});

/** Has a thread of its own explore: this program once more, which calls {@link exploreForMain} there. */
export function exploreInThread(program: string, workerTask: Task): Promise<Exploration> {
  const worker = new Worker(program, { workerData: workerTask });
  return new Promise((resolve, reject) => {
    worker.once('message', (message) => resolve(exploration.parse(message)));
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`The thread of ${workerTask.universe} ended with ${code}`)),
    );
  });
}

/** In such a thread. */
export async function exploreForMain(): Promise<void> {
  const { universe: name, mostStates } = task.parse(workerData);
  const universe = universes.find((each) => each.name === name);
  if (universe === undefined) {
    throw new Error(`There is no universe with the name ${name}`);
  }
  const found = await explore(universe, {
    always,
    sometimes: sometimesIn(universe),
    mostStates,
    progress: (states, transitions, waiting) => {
      if (transitions % 50_000 < 100) {
        process.stderr.write(`${name}: ${states} states, ${transitions} events, ${waiting} waiting\n`);
      }
    },
  });
  parentPort?.postMessage(found);
}
