import { CommanderError } from 'commander';
import { once } from 'node:events';
import { failureOf } from '@fleet/fleet-operations';
import { outliveClosedOutput } from '@fleet/closed-output';
import { readOptions } from './command/options';
import { serveConsole } from './command/serve-console';
import { PageNotBuiltError } from './page-files/page-files';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// Acts come to their end, and are noted, also when nobody reads that any more.
outliveClosedOutput(process.stdout, process.stderr);

const print = (line: string) => void process.stdout.write(`${line}\n`);
const terminal = { input: process.stdin, print };
// A second one of these ends the process at once.
const ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));

async function main(): Promise<void> {
  await serveConsole(readOptions(process.argv.slice(2)), terminal, ended);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof CommanderError) {
      process.exit(error.exitCode === 0 ? 0 : 2);
    }
    const { kind, message } =
      error instanceof PageNotBuiltError ? { kind: 'usage', message: error.message } : failureOf(error);
    process.stderr.write(`${message}\n`);
    process.exit(kind === 'usage' ? 2 : kind === 'refused' ? 3 : kind === 'unreachable' ? 4 : 1);
  },
);
