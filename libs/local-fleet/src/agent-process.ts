import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { ManagedProcess, type ProcessOptions } from './managed-process';

/** Starts the agent of an unpacked bundle: `provision`, `run`, `rotate` or `status`, with `--json` lines on stdout. */
export function startAgent(
  folder: string,
  command: readonly string[],
  options: {
    environment?: NodeJS.ProcessEnv;
    nodeArguments?: readonly string[];
    onLine?: ProcessOptions['onLine'];
  } = {},
): ManagedProcess {
  const [name = '', ...rest] = command;
  return new ManagedProcess({
    title: `agent ${name}`,
    arguments: [...(options.nodeArguments ?? []), join(folder, bundleFiles.agent), name, '--json', ...rest],
    cwd: folder,
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
}
