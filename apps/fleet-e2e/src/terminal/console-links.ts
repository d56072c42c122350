import type { Terminal } from './terminal';

/** The console's links that a terminal shows, the oldest first. */
export function consoleLinks(terminal: Terminal): readonly string[] {
  return terminal.lines().flatMap((line) => /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/.exec(line) ?? []);
}
