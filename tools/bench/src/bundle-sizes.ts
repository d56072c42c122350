import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Bytes on disk of what is shipped: to devices, and into Lambda. */
export interface BundleSizes {
  readonly agent: number;
  /** The SDK's native code for all systems, as its package installs it; without its JavaScript. */
  readonly sdkNativeCode: number;
  readonly hook: number;
}

export async function bundleSizes(workspaceRoot: string): Promise<BundleSizes> {
  const built = (...path: string[]) => join(workspaceRoot, 'dist', 'apps', ...path);
  const crt = dirname(createRequire(join(workspaceRoot, 'package.json')).resolve('aws-crt/package.json'));
  const [agent, hook, sdkNativeCode] = await Promise.all([
    bytesOf(built('edge-agent', 'agent.js')),
    bytesOf(built('hook-lambda', 'index.js')),
    bytesBelow(join(crt, 'dist', 'bin')),
  ]);
  return { agent, hook, sdkNativeCode };
}

async function bytesOf(file: string): Promise<number> {
  return (await stat(file)).size;
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => bytesOf(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
