import { parseArgs } from 'node:util';
import { errorInWords } from '@fleet/program-faults';
import { explore } from '../explore/explorer';
import { always, sometimesIn } from '../explore/properties';
import { universes } from '../explore/universes';
import { wordsOf } from './exploration-words';

/** Of each part; the rest is for everything at once. */
const statesOfParts = 50_000;
const least = 1_000_000;

const { values } = parseArgs({
  options: { states: { type: 'string', default: String(least) }, only: { type: 'string' } },
});

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}

/** @returns whether every promise was kept */
async function main(most: number, only: string | undefined): Promise<boolean> {
  // Errors are thrown by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0;
  let [total, areKept] = [0, true];
  for (const universe of universes.filter(({ name }) => only === undefined || name === only)) {
    const isLast = universe === universes.at(-1);
    const mostStates = isLast ? Math.max(1, most - total) : Math.min(statesOfParts, most);
    const begun = process.hrtime.bigint();
    const exploration = await explore(universe, {
      always,
      sometimes: sometimesIn(universe),
      mostStates,
      progress: (states, transitions, waiting) => {
        if (transitions % 50_000 < 100) {
          process.stderr.write(
            `${universe.name}: ${states} states, ${transitions} events, ${waiting} waiting\n`,
          );
        }
      },
    });
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    say(wordsOf(universe.name, exploration, seconds));
    total += exploration.states;
    areKept &&= exploration.broken === undefined && exploration.unreached.length === 0;
  }
  say(`${total} states in all.`);
  return areKept && (only !== undefined || total >= most);
}

main(Number(values.states), values.only)
  .then((areKept) => {
    process.exitCode = areKept ? 0 : 1;
  })
  .catch((error: unknown) => {
    process.stderr.write(`${errorInWords(error)}\n`);
    process.exitCode = 1;
  });
