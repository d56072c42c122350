import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

// Writes docs/fleet-cli.md, the manual of fleet-cli, from the help of its commands. With --check it writes nothing and
// ends with 1 where the page says something else.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const page = join(root, 'docs', 'fleet-cli.md');

/** The commands are TypeScript: they are bundled, and loaded. None of them is carried out. */
async function loadProgram() {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-cli-manual-'));
  const outfile = join(folder, 'program.cjs');
  const contents = `
    export { buildProgram } from './apps/fleet-cli/src/cli/program';
    export { examplesOf } from './apps/fleet-cli/src/cli/examples';
    export { exitCodeHelp } from './apps/fleet-cli/src/cli/exit-codes';
  `;
  try {
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      tsconfig: join(root, 'tsconfig.base.json'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
      outfile,
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { buildProgram, examplesOf, exitCodeHelp } = await loadProgram();
const nothing = () => Promise.resolve();
const program = buildProgram(nothing, nothing);

/** What Markdown would read as a mark. */
const escaped = (text) => text.replaceAll(/[|<>_*]/g, String.raw`\$&`);

function optionRows(command) {
  const args = command.registeredArguments.map((argument) => {
    const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
    return [name, argument.description];
  });
  const options = command.options.map((option) => {
    const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
    const isShown = typeof option.defaultValue === 'string';
    return [
      option.flags,
      `${option.description}${choices}${isShown ? ` (default: ${option.defaultValue})` : ''}`,
    ];
  });
  return [...args, ...options].map(([name, does]) => `| \`${name}\` | ${escaped(does)} |`);
}

function section(command, path) {
  const rows = optionRows(command);
  return [
    `### ${path}`,
    escaped(command.description()),
    `\`\`\`text\nfleet-cli ${path} ${command.usage()}\n\`\`\``,
    ...(rows.length === 0 ? [] : [['| argument or option | is |', '| --- | --- |', ...rows].join('\n')]),
    ['```sh', ...examplesOf(command).map(({ does, line }) => `# ${does}\n${line}`), '```'].join('\n'),
  ];
}

function group(command) {
  if (command.commands.length === 0) {
    return [`## ${command.name()}`, ...section(command, command.name()).slice(1)];
  }
  const sections = command.commands.flatMap((each) => section(each, `${command.name()} ${each.name()}`));
  const does = escaped(command.description());
  return [`## ${command.name()}`, `${does.charAt(0).toUpperCase()}${does.slice(1)}.`, ...sections];
}

const exitCodes = [...exitCodeHelp.matchAll(/^ {2}(\d) {2}(.*)$/gm)].map(
  ([, code, means]) => `| ${code} | ${means} |`,
);

const text = [
  '# fleet-cli',
  '<!-- Written by `nx run workspace:document` from the help of the commands. -->',
  'The operator’s commands. [Its README](../apps/fleet-cli/README.md) says how to start it, what adoption is, and which permissions each command needs. `fleet-cli` stands for `npx nx run fleet-cli:run --`, or for the built program, `node dist/apps/fleet-cli/main.js`. `--help` prints the same.',
  program.commands.map((command) => `[${command.name()}](#${command.name()})`).join(' · '),
  'Every command takes these options, before or after its name:',
  ['| option | is |', '| --- | --- |', ...optionRows(program)].join('\n'),
  'Results go to stdout, everything else to stderr, without colour. On a terminal, progress is one line that is written anew; elsewhere it is a line every ten seconds.',
  ['| exit code | means |', '| --- | --- |', ...exitCodes].join('\n'),
  ...program.commands.flatMap(group),
].join('\n\n');

const after = await format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== readFileSync(page, 'utf8')) {
  process.stderr.write('docs/fleet-cli.md is not what the help says; run: npx nx run workspace:document\n');
  process.exitCode = 1;
}
