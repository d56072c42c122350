/**
 * Builds the npm package and packs it: one ES module with its dependencies inside, so that installing it
 * fetches nothing else, and one declaration file per source file. `require` works too: every Node that the
 * package supports can require an ES module.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const project = import.meta.dirname;
const workspace = join(project, '../..');
const output = join(workspace, 'dist/libs/provisioning-protocol');
const folder = join(output, 'package');
const entry = join(project, 'src/index.ts');

rmSync(output, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeThirdPartyLicenses(await bundleModule());
writeDeclarations();
cpSync(join(project, 'package.json'), join(folder, 'package.json'));
cpSync(join(project, 'README.md'), join(folder, 'README.md'));
cpSync(join(workspace, 'LICENSE'), join(folder, 'LICENSE'));
execFileSync('npm', ['pack', '--silent', '--pack-destination', output], { cwd: folder, stdio: 'inherit' });

/** Returns the folders of the packages that went into the bundle. */
async function bundleModule() {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: join(folder, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    keepNames: true,
    metafile: true,
    logLevel: 'warning',
  });
  const folders = Object.keys(metafile.inputs).map(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(resolve(file))?.[0],
  );
  return [...new Set(folders)].filter((path) => path !== undefined).sort();
}

function writeThirdPartyLicenses(packages) {
  const sections = packages.map((root) => {
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}\n`;
  });
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), sections.join(`\n${'-'.repeat(80)}\n\n`));
}

function writeDeclarations() {
  const config = ts.readConfigFile(join(workspace, 'tsconfig.base.json'), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, workspace);
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: dirname(entry),
    outDir: folder,
  });
  const { diagnostics } = program.emit(undefined, undefined, undefined, true, {
    afterDeclarations: [withFileExtensions],
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length === 0) {
    return;
  }
  process.stderr.write(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
  process.exit(1);
}

/** Node's resolution of ES modules, which consumers may use, knows no imports without a file extension. */
function withFileExtensions(context) {
  const { factory } = context;
  const complete = (specifier) =>
    specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('./')
      ? factory.createStringLiteral(`${specifier.text}.js`, true)
      : specifier;
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const { modifiers, importClause, moduleSpecifier, attributes } = node;
      return factory.updateImportDeclaration(
        node,
        modifiers,
        importClause,
        complete(moduleSpecifier),
        attributes,
      );
    }
    if (ts.isExportDeclaration(node)) {
      const { modifiers, isTypeOnly, exportClause, moduleSpecifier, attributes } = node;
      const target = complete(moduleSpecifier);
      return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, target, attributes);
    }
    return node;
  };
  return (file) => ts.visitEachChild(file, visit, context);
}
