import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace';

/** Bytes of what is loaded at each cold start of a hook, and of what every device has to download and keep. */
describe('what is shipped', () => {
  it.each([
    ['the hooks’ bundle', 'hook-lambda/index.js', 700_000],
    ['the agent', 'edge-agent/agent.js', 700_000],
  ])('stays small: %s', async (_, file, most) => {
    const { size } = await stat(join(workspaceRoot, 'dist', 'apps', file));
    expect(size).toBeLessThanOrEqual(most);
  });
});
