import { resolve } from 'node:path';
import { systemTiming } from '../timing/system-timing';
import type { CommandContext } from './command-context';
import { exitCodes } from './exit-codes';
import { deviceDirectory, identityDirectoryOf, type CommonOptions } from './given-options';
import { processOutput } from './output';
import { stopSignal } from './stop-signals';

/** Does the work of a command for its options, as they were read from the command line. @returns the exit code */
export type CommandWork = (raw: unknown, agentFile: string) => Promise<number>;

interface Command<Options extends CommonOptions> {
  readonly options: { readonly parse: (raw: unknown) => Options };
  /** Whether its events are results too. */
  readonly eventLines?: boolean;
  readonly work: (options: Options, context: CommandContext) => Promise<void>;
}

/** Lets a command work in the device's folder. Where it fails, it says why. */
export function commandOf<Options extends CommonOptions>(command: Command<Options>): CommandWork {
  const { eventLines = false, work } = command;
  return async (raw, agentFile) => {
    const options = command.options.parse(raw);
    const output = processOutput({ json: options.json, eventLines }, () => systemTiming.now());
    try {
      const directory = deviceDirectory(options.dir, agentFile);
      const identityDirectory = identityDirectoryOf(options.identityDir);
      const context = { output, agentFile: resolve(agentFile), directory, identityDirectory };
      await work(options, { ...context, signal: stopSignal() });
      return exitCodes.ok;
    } catch (error) {
      const { exitCodeOf } = await import('./exit-code-of');
      const exitCode = exitCodeOf(error);
      output.failure(error, exitCode);
      return exitCode;
    }
  };
}
