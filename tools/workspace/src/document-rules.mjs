import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Writes into docs/local-cloud-rules.md which functions and actions of topic rules local-cloud runs, from the tables that
// it runs them by. With --check it writes nothing and ends with 1 where the page says something else.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const page = join(root, 'docs', 'local-cloud-rules.md');

/** The tables are TypeScript: they are bundled, and loaded from memory. */
async function loadTables() {
  const contents = `
    export { absentFunctions, functions } from './libs/emulator/iot-sql/src/functions/function-table';
    export { actionKinds } from './libs/emulator/mqtt-broker/src/rules/action-kinds';
  `;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    tsconfig: join(root, 'tsconfig.base.json'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}

const { absentFunctions, actionKinds, functions } = await loadTables();
const byName = ([left], [right]) => (left < right ? -1 : 1);
const label = (guess) => (guess === undefined ? 'documented' : `documented; guessed: ${guess}`);

/** A table as Prettier writes it: every column as wide as its longest cell. */
function table(rows) {
  const widths = rows[0].map((_cell, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join(
    '\n',
  );
}

const functionRows = [...functions]
  .sort(byName)
  .map(([, { signature, since, guess }]) => [`\`${signature}\``, since, label(guess)]);
const absentRows = [...absentFunctions].sort(byName).map(([name, why]) => [`\`${name}()\``, why]);
const actionRows = Object.entries(actionKinds)
  .sort(byName)
  .map(([name, { guess }]) => [`\`${name}\``, label(guess)]);

const parts = {
  functions: table([['function', 'since SQL version', 'how it is known'], ...functionRows]),
  'absent functions': table([['function', 'it would have to ask'], ...absentRows]),
  actions: table([['action', 'how it is known'], ...actionRows]),
};

const before = readFileSync(page, 'utf8');
let after = before;
for (const [name, text] of Object.entries(parts)) {
  after = after.replace(
    new RegExp(`(?<=<!-- ${name} -->\\n\\n)[^]*?(?=\\n\\n<!-- end of ${name} -->)`),
    () => text,
  );
}
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== before) {
  process.stderr.write(
    'docs/local-cloud-rules.md is not what the sources say; run: npx nx run workspace:document\n',
  );
  process.exitCode = 1;
}
