import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// The page on what a package of ours exports, from the comments of the code.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/**
 * @param of the package: `entries` are files with what it exports, by the names that users import; `errors` says when
 *   those are thrown
 * @returns the page in Markdown, before prettier
 */
export function apiPage({ title, entries, errors: whenThrown }) {
  const files = Object.values(entries).map((file) => join(root, file));
  const program = programOf(files);
  const sections = sectionsOf(program.getTypeChecker());
  const exported = Object.entries(entries).flatMap(([name, file]) =>
    sections.exportsOf(program.getSourceFile(join(root, file))).map((symbol) => ({ name, symbol })),
  );
  const isError = ({ symbol }) => sections.isError(symbol);
  const others = exported.filter((each) => !isError(each));
  const link = ({ symbol }) => `[${symbol.name}](#${symbol.name.toLowerCase()})`;
  return [
    `# API of ${title}`,
    '<!-- Written by `nx run workspace:document` from the comments of the code. -->',
    `${others.map(link).join(' · ')} · [Errors](#errors)`,
    ...others.flatMap(({ name, symbol }) => [
      `## ${symbol.name}`,
      ...(name === title ? [] : [`From \`${name}\`.`]),
      ...sections.of(symbol),
    ]),
    '## Errors',
    whenThrown,
    ...table(
      ['error', 'says'],
      exported.filter(isError).map(({ symbol }) => [code(symbol.name), escaped(sections.described(symbol))]),
    ),
  ].join('\n\n');
}

/** Packages of others stay unread: the CDK would take seconds, and the page writes types as the code does. */
function programOf(files) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const isOwn = (name) => name.startsWith('.') || name.startsWith('@fleet/');
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      isOwn(text) ? ts.resolveModuleName(text, from, options, host) : { resolvedModule: undefined },
    );
  return ts.createProgram(files, { ...options, types: [], noLib: true }, host);
}

const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim();
const escaped = (text) => oneLine(text).replaceAll('|', String.raw`\|`);
const code = (text) => `\`${escaped(text)}\``;
const isHidden = (declaration) =>
  (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
const typeOf = (declaration) => declaration.type?.getText() ?? 'unknown';

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return rows.length === 0 ? [] : [[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')];
}

/** `- ` before what is no value, as the CDK's own comments have it. */
const defaultOf = (text) => (text.startsWith('- ') ? escaped(text.slice(2)) : code(text));

/** Whose members say by their names what they are. */
const speaking = new Set(['FleetNames']);

/** What is asked of a checker, of symbols that the package exports. */
function sectionsOf(checker) {
  const commentOf = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const tagOf = (symbol, wanted) => {
    const tag = symbol.getJsDocTags(checker).find(({ name }) => name === wanted);
    return tag === undefined ? undefined : ts.displayPartsToString(tag.text);
  };

  /** A thing that has no comment would have an empty place on the page. */
  function described(symbol) {
    const comment = commentOf(symbol);
    if (comment === '') {
      throw new Error(`${symbol.name} is on the page of a package, and has no comment. Write one.`);
    }
    return comment;
  }

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
    if (ts.isFunctionDeclaration(declaration)) {
      return functionSection(symbol, declaration);
    }
    return ts.isTypeAliasDeclaration(declaration)
      ? [described(symbol), `\`\`\`ts\n${declaration.getText().replace(/^export /, '')}\n\`\`\``]
      : [described(symbol)];
  }

  function functionSection(symbol, declaration) {
    const parameters = declaration.parameters.map((each) => each.getText()).join(', ');
    const thrown = tagOf(symbol, 'throws');
    return [
      described(symbol),
      `\`\`\`ts\n${symbol.name}(${parameters}): ${typeOf(declaration)}\n\`\`\``,
      ...(thrown === undefined ? [] : [`Throws ${oneLine(thrown)}`]),
    ];
  }

  function exportsOf(file) {
    return checker
      .getExportsOfModule(checker.getSymbolAtLocation(file))
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
  }

  return { described, exportsOf, isError, of: sectionOf };

  function isError(symbol) {
    const [declaration] = symbol.declarations;
    return (
      ts.isClassDeclaration(declaration) &&
      declaration.heritageClauses?.some((clause) =>
        clause.types.some((each) => /Error$/.test(each.getText())),
      )
    );
  }
}
