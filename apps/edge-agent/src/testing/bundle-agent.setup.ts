import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAgent } from './agent-bundle';

/** Jest's `globalSetup`: the tests of the program share one bundle of it. */
export default async function bundleForThisRun(): Promise<void> {
  const workshop = mkdtempSync(join(tmpdir(), 'agent-bundle-'));
  try {
    await bundleAgent(workshop);
  } catch (error) {
    // Jest tears nothing down after a set-up that failed.
    rmSync(workshop, { recursive: true });
    throw error;
  }
}
