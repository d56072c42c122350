import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Exploration } from '../explore/explorer';

const extent = z.object({
  states: z.number().int(),
  events: z.number().int(),
  isClosed: z.boolean(),
  depth: z.number().int(),
});

const pinned = z.record(z.string(), extent);

/** How far an exploration has come: the same each time, for as long as nothing changes what can happen. */
type Extent = z.infer<typeof extent>;

/** By the name of its universe. */
export type PinnedStates = z.infer<typeof pinned>;

export function extentOf({ states, transitions, isClosed, depth }: Exploration): Extent {
  return { states, events: transitions, isClosed, depth };
}

export async function readPinned(file: string): Promise<PinnedStates> {
  return pinned.parse(JSON.parse(await readFile(file, 'utf8')));
}

export async function writePinned(file: string, states: PinnedStates): Promise<void> {
  await writeFile(file, `${JSON.stringify(states, undefined, 2)}\n`);
}

/** @returns in words what is not as it is in the file; `undefined` when all of it is */
export function differenceOf(name: string, found: Extent, known: PinnedStates): string | undefined {
  const before = known[name];
  if (before !== undefined && wordsOf(before) === wordsOf(found)) {
    return undefined;
  }
  return (
    `${name}: ${wordsOf(found)}; the file has ${before === undefined ? 'nothing of it' : wordsOf(before)}. ` +
    'Something has changed what can happen to a device: a rule, an event, or what of a state is told apart. ' +
    'Fewer states may mean that something is not looked at any more. If that was the purpose, ' +
    '`nx run simulation:states --update` writes the file anew: commit it with the change.'
  );
}

function wordsOf({ states, events, isClosed, depth }: Extent): string {
  return `${states} states, ${events} events, ${isClosed ? 'all there are, ' : ''}${depth} deep`;
}
