import { join } from 'node:path';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import { workspaceRoot } from '../workspace';

/** How a command ended, and what it printed. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Runs the built command line of the operator. */
export async function runFleetCli(
  { resources, environment }: Pick<LocalCloudProcess, 'resources' | 'environment'>,
  ...commandLine: string[]
): Promise<CommandEnd> {
  const process = new ManagedProcess({
    title: `fleet-cli ${commandLine.join(' ')}`,
    resources,
    arguments: [join(workspaceRoot, 'dist', 'apps', 'fleet-cli', 'main.js'), ...commandLine],
    cwd: workspaceRoot,
    environment,
  });
  const exitCode = await process.exit();
  return { exitCode, stdout: process.stdout, stderr: process.stderr };
}
