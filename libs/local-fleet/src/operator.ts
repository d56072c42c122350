import { join } from 'node:path';
import { defined } from '@fleet/optional-members';
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
    environment: options.environment,
    ...defined({ onLine: options.onLine }),
  });
}
