import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { ManagedProcess, type ProcessOptions } from './managed-process';

/** local-cloud takes a CONNECT a second of each client id, as the quotas of AWS IoT Core say. */
const connectInterval = { AGENT_CONNECT_INTERVAL: '1' };

/** Starts the agent of an unpacked bundle: `provision`, `run`, `rotate` or `status`, with `--json` lines on stdout. */
export function startAgent(
  folder: string,
  command: readonly string[],
  options: {
    resources: ProcessOptions['resources'];
    environment?: NodeJS.ProcessEnv;
    nodeArguments?: readonly string[];
    onLine?: ProcessOptions['onLine'];
  },
): ManagedProcess {
  const [name = '', ...rest] = command;
  return new ManagedProcess({
    title: `agent ${name}`,
    resources: options.resources,
    arguments: [...(options.nodeArguments ?? []), join(folder, bundleFiles.agent), name, '--json', ...rest],
    cwd: folder,
    environment: { ...connectInterval, ...(options.environment ?? process.env) },
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
}
