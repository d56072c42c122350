import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { reversals } from './list.mjs';

const workspace = join(import.meta.dirname, '../../../..');
const mostStates = '40000';

/** Puts a fault back into the code while it is bundled: the files stay as they are. */
function reversing({ file, from, to }) {
  return {
    name: 'reversing',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (source.split(from).length !== 2) {
          throw new Error(`${file} does not have ${JSON.stringify(from)} once: write the reversal anew`);
        }
        return { contents: source.replace(from, () => to), loader: 'ts' };
      });
    },
  };
}

async function findsOut(reversal, index) {
  const { states, years, words } = reversal.finds;
  const program = states === undefined ? 'years' : 'states';
  const outfile = join(workspace, `dist/tools/simulation/reversals/${index}.js`);
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
  return { isFound: status !== 0 && stdout.includes(words), stdout };
}

const only = process.argv[2];
for (const [index, reversal] of reversals.entries()) {
  if (only !== undefined && !reversal.fault.includes(only)) {
    continue;
  }
  const { isFound, stdout } = await findsOut(reversal, index);
  process.stdout.write(`${isFound ? 'found' : 'NOT FOUND'}: ${reversal.fault}\n${stdout}\n`);
  process.exitCode = isFound ? process.exitCode : 1;
}
