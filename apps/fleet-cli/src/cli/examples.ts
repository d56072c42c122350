import type { Command } from 'commander';

/** What somebody wants, and the line that does it. */
export interface Example {
  readonly does: string;
  readonly line: string;
}

const examples = new WeakMap<Command, readonly Example[]>();

/** Shows examples at the end of the command's help, from the plain case to the one for scripts. */
export function withExamples(
  command: Command,
  ...pairs: readonly (readonly [does: string, line: string])[]
): Command {
  const all = pairs.map(([does, line]) => ({ does, line }));
  examples.set(command, all);
  const lines = all.map(({ does, line }) => `  # ${does}\n  ${line}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

export function examplesOf(command: Command): readonly Example[] {
  return examples.get(command) ?? [];
}
