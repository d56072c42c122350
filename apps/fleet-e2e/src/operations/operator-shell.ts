import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { TestCloud } from '../deployment/test-cloud';
import { runProgram, type ProgramResult } from '../foreign-clients/foreign-client';
import { workspaceRoot } from '../workspace';
import { duties, sessionOf, type Duty } from './operator-role';

const programs = {
  synth: join(workspaceRoot, 'dist/apps/infra/program/synth.js'),
  infra: join(workspaceRoot, 'dist/apps/infra/program/operator.js'),
  fleetCli: join(workspaceRoot, 'dist/apps/fleet-cli/main.js'),
  monitor: join(workspaceRoot, 'dist/apps/rotation-program/main.js'),
};

/** Nx runs its commands in the root of the workspace, and they find relative paths from where the user is. */
const absolutePaths = ['FLEET_CONFIG', 'FLEET_ASSEMBLY']
  .map((name) => `export ${name}=$(realpath -m "$${name}")`)
  .join('\n');

/** What a command is on a machine where the workspace is built and nobody answers questions. */
function commandsFor(aws: string): Readonly<Record<string, string>> {
  const infra = (duty: Duty, answer: string) =>
    `as ${duty}; node ${programs.synth}; exec node ${programs.infra} "$command" ${answer} "$@"`;
  return {
    'fleet-cli': `as operate; exec node ${programs.fleetCli} "$@"`,
    // Version 1 of the AWS CLI finds SQS at AWS, whatever AWS_ENDPOINT_URL says.
    aws: `as operate; exec ${aws} --endpoint-url "$AWS_ENDPOINT_URL" "$@"`,
    npx: `
      [ "$1 $2" = "nx run" ] || { echo "npx $*: only nx run is known here" >&2; exit 2; }
      cd ${workspaceRoot}
      target=$3; shift 3; [ "\${1-}" = "--" ] && shift
      command=\${target#*:}
      case $target in
        infra:deploy) ${infra('deploy', '--approve')} ;;
        infra:diff) ${infra('deploy', '')} ;;
        infra:decommission | infra:destroy) ${infra('destroy', '--yes')} ;;
        fleet-cli:run) as operate; exec node ${programs.fleetCli} "$@" ;;
        rotation-lambda:invoke) as operate; exec node ${programs.monitor} "$@" ;;
        *) echo "$target: unknown here" >&2; exit 2 ;;
      esac`,
  };
}

/** Where a program is installed: the command of the same name calls it by its path. */
function installed(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, name)).find((each) => existsSync(each));
  if (path === undefined) {
    throw new Error(`${name} is not installed: these pages need it.`);
  }
  return path;
}

/**
 * A shell in which the commands of a page are those of an operator on AWS. Each command works with the role of its duty.
 * @returns runs a script to its end
 */
export async function operatorShell({
  cloud,
  folder,
  resources,
}: TestCloud): Promise<(script: string) => Promise<ProgramResult>> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const sessions = await Promise.all(
    duties.map(async (duty) => {
      const settings = Object.entries(await sessionOf(cloud, duty));
      return `  ${duty}) export ${settings.map(([name, value]) => `${name}='${value}'`).join(' ')} ;;`;
    }),
  );
  const as = `as() { case $1 in\n${sessions.join('\n')}\nesac; }\n${absolutePaths}`;
  for (const [name, script] of Object.entries(commandsFor(installed('aws')))) {
    await writeFile(join(bin, name), `#!/bin/bash\nset -eu\n${as}\n${script}\n`, { mode: 0o700 });
    await chmod(join(bin, name), 0o700);
  }
  const environment = {
    ...cloud.environment,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    FLEET_CONFIG: join(folder, 'fleet.config.json'),
    FLEET_ASSEMBLY: join(folder, 'cdk.out'),
  };
  return (script) =>
    runProgram(resources, 'bash', ['-euo', 'pipefail', '-c', script], { environment, folder });
}
