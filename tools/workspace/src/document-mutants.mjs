import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { mutantsPage, MutantsPageError } from './mutants-page.mjs';

// Writes what the reports of `nx run <project>:mutation` say into docs/mutants.md. It ends with 1 where a mutant
// survives without a reason in docs/mutants.json. Its argument is the workspace, when it is not this one.

const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const page = join(root, 'docs', 'mutants.md');
const folder = join(root, 'dist', 'mutation');

const reports = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    name: basename(file, '.json'),
    report: JSON.parse(readFileSync(join(folder, file), 'utf8')),
    day: statSync(join(folder, file)).mtime.toISOString().slice(0, 10),
  }));
const reasons = JSON.parse(readFileSync(join(root, 'docs', 'mutants.json'), 'utf8'));

try {
  const text = mutantsPage(readFileSync(page, 'utf8'), reports, reasons);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
} catch (error) {
  if (!(error instanceof MutantsPageError)) {
    throw error;
  }
  process.stderr.write(`docs/mutants.md is not written; see docs/mutants.json:\n${error.message}\n`);
  process.exitCode = 1;
}
