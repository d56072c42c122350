import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { withFault, workspace } from './source.mjs';

const mostStates = '40000';

/** Puts a fault back into the code while it is bundled: the files stay as they are. */
function reversing(reversal) {
  return {
    name: 'reversing',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`${reversal.file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
        return { contents: withFault(readFileSync(path, 'utf8'), reversal), loader: 'ts' };
      });
    },
  };
}

/** Has the states or the years run with a fault. @returns how that ended */
export async function simulate(reversal) {
  const { states, years } = reversal.finds;
  const program = states === undefined ? 'years' : 'states';
  const outfile = join(workspace, `dist/tools/simulation/reversals/${program}.js`);
  await build({
    absWorkingDir: workspace,
    entryPoints: [`tools/simulation/src/${program}/main.ts`],
    tsconfig: 'tsconfig.base.json',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    bundle: true,
    outfile,
    logLevel: 'error',
    plugins: [reversing(reversal)],
  });
  const options =
    states === undefined ? ['--years', String(years)] : ['--states', mostStates, '--only', states];
  const { stdout, status } = spawnSync(process.execPath, [outfile, ...options], { encoding: 'utf8' });
  return { failed: status !== 0, output: stdout };
}
