import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { forEachBounded } from '@fleet/bounded-work';
import { errorInWords } from '@fleet/program-faults';
import type { Exploration } from '../explore/explorer';
import { universes } from '../explore/universes';
import { exploreForMain, exploreInThread } from './exploring-thread';
import { wordsOf } from './exploration-words';
import { differenceOf, extentOf, readPinned, writePinned, type PinnedStates } from './pinned-states';

/** Of each part, unless there are fewer; the rest of a million, and some, is for everything at once. */
const statesOfParts = 100_000;
const statesOfEverything = 300_000;

/** Universes at a time, each in a thread of its own. */
const threads = 2;

const options = {
  /** Of each universe, where less than usual is to be looked at. Such a run is not compared with the file. */
  states: { type: 'string' },
  only: { type: 'string' },
  /** The file with what is found. */
  pinned: { type: 'string' },
  update: { type: 'boolean', default: false },
} as const;

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}

/** @returns whether every promise was kept, and all is as it was */
async function main(program: string): Promise<boolean> {
  const { values } = parseArgs({ options });
  const known = values.pinned === undefined ? {} : await readPinned(values.pinned);
  const found: PinnedStates = {};
  const failed: string[] = [];
  const keep = async (name: string, exploration: Exploration): Promise<void> => {
    found[name] = extentOf(exploration);
    if (exploration.broken !== undefined || exploration.unreached.length > 0) {
      failed.push(name);
    }
    if (values.update && values.pinned !== undefined) {
      // After each, so that a run that is stopped has not been for nothing.
      await writePinned(values.pinned, { ...known, ...found });
    }
  };
  const names = universes.map(({ name }) => name);
  // The largest first, so that no thread is left alone with it.
  await forEachBounded(names.toReversed(), threads, async (name) => {
    if (values.only === undefined || name === values.only) {
      const most = name === names.at(-1) ? statesOfEverything : statesOfParts;
      const begun = process.hrtime.bigint();
      const mostStates = Math.min(most, Number(values.states ?? most));
      const exploration = await exploreInThread(program, { universe: name, mostStates });
      say(wordsOf(name, exploration, Number(process.hrtime.bigint() - begun) / 1e9));
      await keep(name, exploration);
    }
  });
  say(`${Object.values(found).reduce((sum, { states }) => sum + states, 0)} states in all.`);
  const isCompared = values.pinned !== undefined && values.states === undefined && !values.update;
  const differences = isCompared
    ? Object.entries(found).flatMap(([name, extent]) => differenceOf(name, extent, known) ?? [])
    : [];
  differences.forEach(say);
  return failed.length === 0 && differences.length === 0;
}

async function run(): Promise<void> {
  // Errors are thrown by the thousand, and nobody reads where.
  Error.stackTraceLimit = 0;
  const [, program] = process.argv;
  if (!isMainThread) {
    await exploreForMain();
  } else if (program !== undefined && !(await main(program))) {
    process.exitCode = 1;
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
