import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorInWords } from '@fleet/program-faults';
import { quotasPage } from './quotas-page';
import { readSweepCalls } from './sweep-calls';

function workspaceRoot(from: string): string {
  return existsSync(join(from, 'nx.json')) ? from : workspaceRoot(dirname(from));
}

async function main(): Promise<void> {
  const root = workspaceRoot(__dirname);
  const file = join(root, 'docs', 'rotation-quotas.md');
  await writeFile(file, quotasPage(readSweepCalls(root)));
  process.stdout.write(`${file}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
