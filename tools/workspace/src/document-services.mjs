import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsOf, root, serviceFolders, sourcesOf, titles } from './served-operations.mjs';

// Writes into docs/local-cloud.md what local-cloud answers, as its sources have it. With --check it writes nothing and
// ends with 1 where the page says something else.

const page = join(root, 'docs', 'local-cloud.md');

function describeServices() {
  return serviceFolders()
    .map((name) => ({ name, operations: operationsOf(name) }))
    .filter(({ operations }) => operations.length > 0)
    .map(({ name, operations }) => `**${titles[name]?.title ?? name}**: ${operations.join(', ')}.\n\n`)
    .join('');
}

function describeResourceTypes() {
  return serviceFolders()
    .flatMap((folder) => sourcesOf(folder, /^[\w-]+\.ts$/))
    .flatMap((source) => [...source.matchAll(/^ {4}typeName: '(AWS::[\w:]+)',$/gm)].map(([, name]) => name))
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ');
}

const before = readFileSync(page, 'utf8');
const after = before
  .replace(/(?<=with its name\.\n\n)[^]*(?=\*\*CloudFormation resource types\*\*)/, () => describeServices())
  .replace(/(?<=\*\*CloudFormation resource types\*\*: )[^]*?(?=, and `AWS::CloudFormation)/, () =>
    describeResourceTypes(),
  );
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== before) {
  const lines = new Set(before.split('\n'));
  const added = after.split('\n').filter((line) => !lines.has(line));
  process.stderr.write(
    `docs/local-cloud.md is not what the sources say; run: npx nx run workspace:document\n${added.join('\n')}\n`,
  );
  process.exitCode = 1;
}
