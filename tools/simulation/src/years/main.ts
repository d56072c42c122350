import { parseArgs } from 'node:util';
import { errorInWords } from '@fleet/program-faults';
import { playHistory } from './history';
import { BrokenPromiseError } from './life';
import { playScenarios } from './scenarios';

const { values } = parseArgs({
  options: {
    years: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: 'fleet' },
    /** The first history; with the same seed it goes on where another run has stopped. */
    from: { type: 'string', default: '0' },
    /** One history alone, as a failure names it. */
    history: { type: 'string' },
  },
});

interface Progress {
  years: number;
  events: number;
  permits: number;
}

const historiesInReport = 1_000;

async function playAll(seed: string, from: number, years: number): Promise<Progress> {
  const progress: Progress = { years: 0, events: 0, permits: 0 };
  for (let index = from; progress.years < years; index += 1) {
    const end = await playHistory(`${seed}-${index}`);
    progress.years += end.years;
    progress.events += end.events;
    progress.permits += end.neededPermit ? 1 : 0;
    if ((index + 1) % historiesInReport === 0) {
      process.stderr.write(`${wordsOf(progress)}; to go on from here: --seed ${seed} --from ${index + 1}\n`);
    }
  }
  return progress;
}

function wordsOf({ years, events, permits }: Progress): string {
  return `${years} device-years, ${events} events, ${permits} devices that an operator had to let in anew`;
}

async function main(): Promise<void> {
  // Errors are thrown by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0;
  try {
    const { seed, from, years, history } = values;
    if (history === undefined) {
      await playScenarios();
      process.stdout.write(`${wordsOf(await playAll(seed, Number(from), Number(years)))}.\n`);
    } else {
      const end = await playHistory(history);
      process.stdout.write(`${end.years} device-years, ${end.events} events: every promise was kept.\n`);
    }
  } catch (error) {
    if (!(error instanceof BrokenPromiseError)) {
      throw error;
    }
    process.stdout.write(
      `${error.message}\nTo see it again: nx run simulation:years -- --history ${error.seed}\n`,
    );
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
