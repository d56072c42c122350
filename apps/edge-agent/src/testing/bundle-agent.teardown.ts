import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundledAgent } from './agent-bundle';

/** Jest's `globalTeardown`. */
export default function removeBundle(): void {
  rmSync(dirname(bundledAgent()), { recursive: true });
}
