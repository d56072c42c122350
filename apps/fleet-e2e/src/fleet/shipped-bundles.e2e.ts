import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { workspaceRoot } from '../workspace';

/** Bytes of what is loaded at each cold start of a hook, and of what every device has to download and keep. */
describe('what is shipped', () => {
  it.each([
    // With the client of Lambda, which is loaded only where a fleet asks a function of its own.
    ['the hooks’ bundle', 'hook-lambda/index.js', 800_000],
    ['the agent', 'edge-agent/agent.js', 450_000],
  ])('stays small: %s', async (_, file, most) => {
    const { size } = await stat(join(workspaceRoot, 'dist', 'apps', file));
    expect(size).toBeLessThanOrEqual(most);
  });
});

const billOfMaterials = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.object({ group: z.optional(z.string()), name: z.string(), version: z.string() })),
});

/** Most licences want to be handed on with the code that they are of. */
describe('the notices beside what is shipped', () => {
  it.each(['hook-lambda', 'rotation-lambda', 'claim-lambda', 'claim-lambda/agent', 'edge-agent'])(
    'have a licence for each package of others that is in it: %s',
    async (folder) => {
      const read = (name: string) => readFile(join(workspaceRoot, 'dist', 'apps', folder, name), 'utf8');
      const { components } = billOfMaterials.parse(JSON.parse(await read('sbom.json')));
      const licenses = (await read('THIRD-PARTY-LICENSES.txt')).split('\n');
      const others = components.filter(({ group }) => group !== '@fleet');
      expect(others.map(({ name }) => name)).toContain('zod');
      for (const { group, name, version } of others) {
        expect(licenses).toContain(`${group === undefined ? '' : `${group}/`}${name} ${version}`);
      }
    },
  );
});
