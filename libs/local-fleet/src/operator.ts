import { join } from 'node:path';
import { defined } from '@fleet/optional-members';
import { namedPath } from '@fleet/user-paths';
import { ManagedProcess, type Command, type ProcessOptions } from './managed-process';

export interface OperatorOptions {
  workspaceRoot: string;
  resources: ProcessOptions['resources'];
  environment: NodeJS.ProcessEnv;
  onLine?: ProcessOptions['onLine'];
}

/** The operator's command line of the infra app, against local-cloud: `deploy`, `decommission`, `destroy`. */
export function runOperator(command: Command, options: OperatorOptions): ManagedProcess {
  const [name, ...rest] = command;
  return new ManagedProcess({
    title: `infra ${name}`,
    resources: options.resources,
    arguments: [
      join(options.workspaceRoot, 'dist', 'apps', 'infra', 'program', 'operator.js'),
      name,
      '--local',
      ...rest,
    ],
    cwd: options.workspaceRoot,
    // It runs in the workspace's root, so relative paths would mean other files than here.
    environment: {
      ...options.environment,
      ...defined({
        FLEET_CONFIG: namedPath('FLEET_CONFIG', options.environment),
        FLEET_ASSEMBLY: namedPath('FLEET_ASSEMBLY', options.environment),
      }),
    },
    ...defined({ onLine: options.onLine }),
  });
}
