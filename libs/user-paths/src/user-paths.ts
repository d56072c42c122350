import { resolve } from 'node:path';

/** What a program knows of where its user stands. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A path as the user gave it, relative to where the user stands. npm and Nx run programs in the workspace's root. npm
 * leaves npm_lifecycle_event, and Nx leaves NX_WORKSPACE_ROOT. Where the user was, npm and npx tell in INIT_CWD.
 * @param workingDirectory of this process
 */
export function pathOfUser(
  path: string,
  environment: Environment,
  workingDirectory: string = process.cwd(),
): string {
  const moved =
    environment['npm_lifecycle_event'] !== undefined || environment['NX_WORKSPACE_ROOT'] !== undefined;
  return resolve(moved ? (environment['INIT_CWD'] ?? workingDirectory) : workingDirectory, path);
}

/**
 * The path that a variable of the environment names; an empty one names nothing.
 * @param workingDirectory of this process
 */
export function namedPath(
  variable: string,
  environment: Environment,
  workingDirectory: string = process.cwd(),
): string | undefined {
  const path = environment[variable];
  return path === undefined || path === '' ? undefined : pathOfUser(path, environment, workingDirectory);
}
