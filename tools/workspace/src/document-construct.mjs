import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

// Writes libs/fleet-cdk/API.md from the comments of what the construct's package exports. With --check it writes nothing
// and ends with 1 where the page says something else.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const entry = join(root, 'libs', 'fleet-cdk', 'src', 'index.ts');
const page = join(root, 'libs', 'fleet-cdk', 'API.md');

const program = programOf(entry);
const checker = program.getTypeChecker();

/** The CDK stays unread: it would take seconds, and the page writes its types as the code does. */
function programOf(file) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [file] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const isOwn = (name) => name.startsWith('.') || name.startsWith('@fleet/');
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      isOwn(text) ? ts.resolveModuleName(text, from, options, host) : { resolvedModule: undefined },
    );
  return ts.createProgram([file], { ...options, types: [], noLib: true }, host);
}

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim();
const escaped = (text) => oneLine(text).replaceAll('|', String.raw`\|`);
const code = (text) => `\`${escaped(text)}\``;
const commentOf = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
const tagOf = (symbol, wanted) => {
  const tag = symbol.getJsDocTags(checker).find(({ name }) => name === wanted);
  return tag === undefined ? undefined : ts.displayPartsToString(tag.text);
};

/** A thing that has no comment would have an empty place on the page. */
function described(symbol) {
  const comment = commentOf(symbol);
  if (comment === '') {
    throw new Error(`${symbol.name} is on the page of the construct, and has no comment. Write one.`);
  }
  return comment;
}

const isHidden = (declaration) =>
  (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
const typeOf = (declaration) => declaration.type?.getText() ?? 'unknown';

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return rows.length === 0 ? [] : [[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')];
}

/** Whose members say by their names what they are. */
const speaking = new Set(['FleetNames']);

function interfaceSection(symbol) {
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  if (speaking.has(symbol.name)) {
    return [described(symbol), members.map(({ name }) => code(name)).join(', ')];
  }
  const rows = members.map((property) => {
    const [declaration] = property.declarations;
    const isOptional = declaration.questionToken !== undefined;
    const byDefault = tagOf(property, 'default');
    if (isOptional && byDefault === undefined) {
      throw new Error(`${symbol.name}.${property.name} is optional, and does not say its @default.`);
    }
    return [
      code(property.name),
      code(typeOf(declaration)),
      isOptional ? defaultOf(byDefault) : '**required**',
      escaped(described(property)),
    ];
  });
  return [described(symbol), ...table(['property', 'type', 'default', 'is'], rows)];
}

/** `- ` before what is no value, as the CDK's own comments have it. */
const defaultOf = (text) => (text.startsWith('- ') ? escaped(text.slice(2)) : code(text));

function classSection(symbol) {
  const [declaration] = symbol.declarations;
  const made = declaration.members.find((member) => ts.isConstructorDeclaration(member));
  const shown = declaration.members.filter((member) => !isHidden(member));
  const rowsOf = (isWanted, write) =>
    shown
      .filter(isWanted)
      .map((member) => [code(write(member)), escaped(described(checker.getSymbolAtLocation(member.name)))]);
  const signature = (member) =>
    `${member.name.getText()}(${member.parameters.map((each) => each.getText()).join(', ')}): ${typeOf(member)}`;
  const property = (member) =>
    `${member.name.getText()}${member.questionToken === undefined ? '' : '?'}: ${typeOf(member)}`;
  const parameters = made.parameters.map((each) => each.getText()).join(', ');
  return [
    described(symbol),
    `\`\`\`ts\nnew ${symbol.name}(${parameters})\n\`\`\``,
    ...table(['method', 'does'], rowsOf(ts.isMethodDeclaration, signature)),
    ...table(['property', 'is'], rowsOf(ts.isPropertyDeclaration, property)),
  ];
}

function sectionOf(symbol) {
  const [declaration] = symbol.declarations;
  if (ts.isClassDeclaration(declaration)) {
    return classSection(symbol);
  }
  if (ts.isInterfaceDeclaration(declaration)) {
    return interfaceSection(symbol);
  }
  return [described(symbol)];
}

function isError(symbol) {
  const [declaration] = symbol.declarations;
  return (
    ts.isClassDeclaration(declaration) &&
    declaration.heritageClauses?.some((clause) => clause.types.some((each) => /Error$/.test(each.getText())))
  );
}

const exported = checker
  .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)))
  .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
const errors = exported.filter(isError);
const others = exported.filter((symbol) => !isError(symbol));

const text = [
  '# API of @fleet/cdk',
  '<!-- Written by `nx run workspace:document` from the comments of the code. -->',
  others.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(' · ') + ' · [Errors](#errors)',
  ...others.flatMap((symbol) => [`## ${symbol.name}`, ...sectionOf(symbol)]),
  '## Errors',
  'All are thrown when the app is synthesised, before anything is deployed.',
  ...table(
    ['error', 'says'],
    errors.map((symbol) => [code(symbol.name), escaped(described(symbol))]),
  ),
].join('\n\n');

const after = await format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== readFileSync(page, 'utf8')) {
  process.stderr.write(
    'libs/fleet-cdk/API.md is not what the code says; run: npx nx run workspace:document\n',
  );
  process.exitCode = 1;
}
