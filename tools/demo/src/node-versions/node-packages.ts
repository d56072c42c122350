import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** npm has no package with a Node for this machine, or not that version of it. */
export class NoSuchNodeError extends Error {
  override readonly name = 'NoSuchNodeError';
  constructor(
    readonly version: string,
    packageName: string,
    cause: unknown,
  ) {
    super(`npm has no ${packageName}@${version}: this version of Node cannot be tried on this machine`, {
      cause,
    });
  }
}

/** The package that carries Node's program for a platform, as the package `node` names them. */
export function nodePackage(platform: string, architecture: string): string {
  return `node-${platform === 'win32' ? 'win' : platform}-${architecture}`;
}

/**
 * Has npm fetch a version of Node, unless it is there already.
 * @returns path of its program
 * @throws NoSuchNodeError
 */
export async function fetchNode(version: string, folder: string): Promise<string> {
  const name = nodePackage(process.platform, process.arch);
  const prefix = join(folder, version);
  const program = join(
    prefix,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (await isThere(program)) {
    return program;
  }
  const install = [
    'install',
    '--prefix',
    prefix,
    '--no-save',
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ];
  try {
    await promisify(execFile)('npm', install);
  } catch (error) {
    throw new NoSuchNodeError(version, name, error);
  }
  return program;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
