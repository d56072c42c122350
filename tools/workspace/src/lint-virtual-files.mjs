import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

// Reads [{ "path", "code" }] from stdin and prints the messages of the workspace's own lint configuration, a list for
// each. The files do not exist, so the rules that need a type checker are off; boundaries need none.
const eslint = new ESLint({
  overrideConfig: [
    { languageOptions: { parserOptions: { projectService: false } } },
    { rules: tseslint.configs.disableTypeChecked.rules },
  ],
});
const files = JSON.parse(await text(process.stdin));
const messages = [];
for (const { path, code } of files) {
  const [result] = await eslint.lintText(code, { filePath: path });
  messages.push((result?.messages ?? []).map(({ ruleId, message }) => ({ ruleId: ruleId ?? '', message })));
}
process.stdout.write(JSON.stringify(messages));
