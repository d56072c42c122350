import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/**
 * Writes the declarations of the construct, and of what it takes from other libraries of the workspace: a user has none of
 * those. An import of `@fleet/…` becomes one of the very file that declares the name, so that nothing else comes along.
 */
export function writeDeclarations({ workspace, entry, folder }) {
  const config = ts.readConfigFile(join(workspace, 'tsconfig.base.json'), ts.sys.readFile).config;
  // The whole of it, as the paths of the workspace's libraries are relative to where they are written.
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [entry] }, ts.sys, workspace);
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: join(workspace, 'libs'),
    outDir: folder,
  });
  const { diagnostics } = program.emit(undefined, undefined, undefined, true, {
    afterDeclarations: [withOwnFiles(program, options)],
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length > 0) {
    process.stderr.write(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
    process.exit(1);
  }
  prune(folder, join(folder, relative(join(workspace, 'libs'), entry).replace(/\.ts$/, '.d.ts')));
}

function withOwnFiles(program, options) {
  const checker = program.getTypeChecker();
  const host = ts.createCompilerHost(options);
  /** The file that declares what a module exports under this name. */
  const declaringFile = (module, name, from) => {
    const { resolvedModule } = ts.resolveModuleName(module, from, options, host);
    const file = program.getSourceFile(resolvedModule.resolvedFileName);
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file));
    const symbol = exported.find((each) => each.name === name);
    const aliased = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return aliased.declarations[0].getSourceFile().fileName;
  };
  const specifierOf = (from, file) => {
    const path = relative(dirname(from), file).replace(/\.ts$/, '');
    return path.startsWith('.') ? path : `./${path}`;
  };
  return ({ factory }) =>
    (declarations) => {
      const from = declarations.fileName;
      const split = (statement) => {
        const elements = elementsOf(statement);
        if (elements === undefined) {
          return [statement];
        }
        const module = statement.moduleSpecifier.text;
        return elements.map((element) => {
          const file = declaringFile(module, (element.propertyName ?? element.name).text, from);
          const specifier = factory.createStringLiteral(specifierOf(from, file), true);
          return ts.isImportDeclaration(statement)
            ? importOf(factory, statement, element, specifier)
            : factory.updateExportDeclaration(
                statement,
                statement.modifiers,
                statement.isTypeOnly,
                factory.createNamedExports([element]),
                specifier,
                statement.attributes,
              );
        });
      };
      return factory.updateSourceFile(declarations, declarations.statements.flatMap(split));
    };
}

/** The names that a statement takes from another library of the workspace. */
function elementsOf(statement) {
  const isOther =
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier?.text.startsWith('@fleet/');
  if (!isOther) {
    return undefined;
  }
  return ts.isImportDeclaration(statement)
    ? statement.importClause.namedBindings.elements
    : statement.exportClause.elements;
}

function importOf(factory, statement, element, specifier) {
  const { modifiers, importClause, attributes } = statement;
  const clause = factory.updateImportClause(
    importClause,
    importClause.isTypeOnly,
    undefined,
    factory.createNamedImports([element]),
  );
  return factory.updateImportDeclaration(statement, modifiers, clause, specifier, attributes);
}

/** Removes what the entry does not lead to. */
function prune(folder, entry) {
  const reached = new Set();
  const follow = (file) => {
    if (reached.has(file)) {
      return;
    }
    reached.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']*)'/g)) {
      const next = join(dirname(file), `${specifier}.d.ts`);
      follow(existsSync(next) ? next : join(dirname(file), specifier, 'index.d.ts'));
    }
  };
  follow(entry);
  for (const each of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(each.parentPath, each.name);
    if (each.isFile() && !reached.has(file)) {
      rmSync(file);
    }
  }
}
