import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { readText, workspaceRoot } from './workspace';

const reversal = z.object({
  fault: z.string(),
  file: z.string(),
  from: z.string(),
  shown: z.string().optional(),
});
type Reversal = z.infer<typeof reversal>;

/** As the target `simulation:reversals` has them. */
function reversalsIn(list: 'reversals' | 'attacks', file: string): readonly Reversal[] {
  const { href } = pathToFileURL(join(workspaceRoot, 'tools/simulation/src/reversals', file));
  const script = `import { ${list} } from '${href}'; process.stdout.write(JSON.stringify(${list}));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  return z.array(reversal).parse(JSON.parse(stdout));
}

describe('the faults that are put back', () => {
  const attacks = reversalsIn('attacks', 'attacks.mjs');

  it.each([...reversalsIn('reversals', 'list.mjs'), ...attacks].map((each) => [each.fault, each] as const))(
    'have their place in the code: %s',
    (_fault, { file, from }) => {
      expect(readText(file).split(from)).toHaveLength(2);
    },
  );

  it('are one at least for each file of end-to-end tests that a table of SECURITY.md names', () => {
    const shown = new Set(attacks.map((each) => each.shown));
    const text = readText('SECURITY.md');
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const named = rows.flatMap((row) => row.match(/apps\/(?:fleet-e2e|iot-conformance)\/src\/[^`]*/g) ?? []);
    expect(named.filter((file) => !shown.has(file))).toEqual([]);
    expect([...shown].filter((file) => file === undefined || !text.includes(file))).toEqual([]);
  });
});
