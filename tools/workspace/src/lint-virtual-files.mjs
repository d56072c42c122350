import { text } from 'node:stream/consumers';
import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit';
import { ESLint } from 'eslint';

// Reads [{ "path", "code" }] from stdin and prints the messages of the workspace's own lint configuration, a list for
// each. The files do not exist.
try {
  readCachedProjectGraph();
} catch {
  // The rule of the borders reads Nx's graph of the projects, which is not there in a clone where Nx never ran.
  await createProjectGraphAsync();
}
const eslint = new ESLint();
const files = JSON.parse(await text(process.stdin));
const messages = [];
for (const { path, code } of files) {
  const [result] = await eslint.lintText(code, { filePath: path });
  messages.push((result?.messages ?? []).map(({ ruleId, message }) => ({ ruleId: ruleId ?? '', message })));
}
process.stdout.write(JSON.stringify(messages));
