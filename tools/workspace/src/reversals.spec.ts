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
  return z.array(reversal).parse(evaluated(list, file, list));
}

/** What an expression has for its value, with something imported from a file of that target. */
function evaluated(imported: string, file: string, expression: string): unknown {
  const { href } = pathToFileURL(join(workspaceRoot, 'tools/simulation/src/reversals', file));
  const script = `import { ${imported} } from '${href}'; process.stdout.write(JSON.stringify(${expression}));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout);
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

describe('a fault that an end-to-end test has to find', () => {
  const finds = { e2e: 'a.e2e.ts', tests: 'refuses a thief', words: 'Received: 1\n' };
  const shown = '  ● a claim › refuses a thief\n\n    Received: 1\n';
  const summary = 'Tests:       1 failed, 3 skipped, 4 total\n';

  it.each([
    ['is found by the test that is named, with its words', `${shown}${summary}`, 'found'],
    ['is not found by another test', shown.replace('thief', 'stranger') + summary, 'NOT FOUND'],
    ['is not found with other words', shown.replace('1', '12') + summary, 'NOT FOUND'],
    [
      'is not found where another test says the words',
      shown.replace('1', '0') + shown.replace('thief', 'stranger') + summary,
      'NOT FOUND',
    ],
    ['needs a test that has run', shown, 'NO TEST RAN'],
    ['needs one that was not skipped', 'Tests:       41 skipped, 0 of 41 total\n', 'NO TEST RAN'],
  ])('%s', (_title, output, verdict) => {
    const words = `verdictOn(${JSON.stringify({ finds })}, ${JSON.stringify({ failed: true, output })})`;
    expect(evaluated('verdictOn', 'verdict.mjs', words)).toBe(verdict);
  });
});
