import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { ManagedProcess, type Command, type ProcessOptions } from './managed-process';

/** local-cloud takes a CONNECT a second of each client id, as the quotas of AWS IoT Core say. */
const connectInterval = { AGENT_CONNECT_INTERVAL: '1' };

/** Starts the agent of an unpacked bundle: `provision`, `run`, `rotate` or `status`, with `--json` lines on stdout. */
export function startAgent(
  folder: string,
  command: Command,
  options: {
    resources: ProcessOptions['resources'];
    environment?: NodeJS.ProcessEnv;
    nodeArguments?: readonly string[];
    onLine?: ProcessOptions['onLine'];
  },
): ManagedProcess {
  const [name, ...rest] = command;
  const { resources, environment = process.env, nodeArguments = [], onLine } = options;
  return new ManagedProcess({
    title: `agent ${name}`,
    resources,
    arguments: [...nodeArguments, join(folder, bundleFiles.agent), name, '--json', ...rest],
    cwd: folder,
    environment: { ...connectInterval, ...environment },
    ...defined({ onLine }),
  });
}
