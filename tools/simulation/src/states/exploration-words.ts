import type { Exploration } from '../explore/explorer';

/** What an exploration has found, for people. */
export function wordsOf(name: string, found: Exploration, seconds: number): string {
  const { states, transitions, depth, isClosed, unreached, broken } = found;
  const extent = isClosed ? 'all that there are' : `all within ${depth - 1} events, and some beyond`;
  const rate = Math.round(transitions / Math.max(seconds, 0.001));
  const lines = [`${name}: ${states} states (${extent}), ${transitions} events, ${rate} a second`];
  if (broken !== undefined) {
    lines.push(
      `  BROKEN: ${broken.property}`,
      ...broken.path.map((event, index) => `  ${index + 1}. ${event}`),
    );
  }
  return [...lines, ...unreached.map((words) => `  NOT REACHED: ${words}`)].join('\n');
}
