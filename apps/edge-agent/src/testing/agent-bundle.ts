import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Tells the tests where the bundle of this test run lies. */
const bundleVariable = 'TEST_AGENT_BUNDLE';

/**
 * Bundles the agent as it is delivered, and lets every test of the run know. Called once, before the first test.
 */
export async function bundleAgent(directory: string): Promise<void> {
  const bundle = join(directory, 'agent.js');
  const build = join(__dirname, '../../esbuild.config.mjs');
  await promisify(execFile)(process.execPath, [build, bundle]);
  process.env[bundleVariable] = bundle;
}

/** Where the agent.js of this test run lies. */
export function bundledAgent(): string {
  const bundle = process.env[bundleVariable];
  if (bundle === undefined) {
    throw new Error(`${bundleVariable} is not set: the global set-up of jest has not bundled the agent.`);
  }
  return bundle;
}
