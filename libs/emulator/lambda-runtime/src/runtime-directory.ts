import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The packages that the managed Node.js runtimes bring along; anything else belongs into a function's bundle. */
const providedScopes = ['@aws-sdk', '@smithy'];

/**
 * Makes the AWS SDK, and nothing else, resolvable for code below `directory`, as in the managed runtime. Links
 * in a `node_modules` above the code serve both `require` and `import`.
 *
 * @param sdkDirectory a `node_modules` folder that has the AWS SDK
 */
export function provideSdk(directory: string, sdkDirectory: string): void {
  const modules = join(directory, 'node_modules');
  mkdirSync(modules, { recursive: true, mode: 0o700 });
  for (const scope of providedScopes) {
    link(join(sdkDirectory, scope), join(modules, scope));
  }
}

function link(target: string, path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink() && readlinkSync(path) === target) {
    return;
  }
  if (existing) {
    rmSync(path, { recursive: true });
  }
  symlinkSync(target, path, 'junction');
}
