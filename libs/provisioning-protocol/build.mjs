/**
 * Builds the npm package and packs it: one ES module for each source file with the dependencies inside, so that
 * installing it fetches nothing else and whoever needs the topics alone loads no more; a CommonJS module before each of
 * them, as every Node that the package supports can require an ES module; and declarations for both.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const { writeNotices } = createRequire(import.meta.url)('../../third-party-notices.cjs');

const project = import.meta.dirname;
const workspace = join(project, '../..');
const output = join(workspace, 'dist/libs/provisioning-protocol');
const folder = join(output, 'package');
const source = join(project, 'src');
/** What the package exports, and from where. */
const entries = ['index', 'topics', 'adapters/mqtt', 'adapters/aws-iot-device-sdk-v2'].map((name) =>
  join(source, `${name}.ts`),
);

rmSync(output, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeNotices(folder, {
  name: '@fleet/provisioning-protocol',
  metafiles: [await bundleModules()],
  workingDirectory: workspace,
});
for (const [kind, extension] of [
  ['ts', 'js'],
  ['cts', 'cjs'],
]) {
  writeDeclarations(kind, extension);
}
for (const file of entries) {
  writeCommonJs(relative(source, file).replace(/\.ts$/, ''));
}
for (const name of ['package.json', 'README.md', 'API.md', 'examples']) {
  cpSync(join(project, name), join(folder, name), { recursive: true });
}
cpSync(join(workspace, 'LICENSE'), join(folder, 'LICENSE'));
execFileSync('npm', ['pack', '--silent', '--pack-destination', output], { cwd: folder, stdio: 'inherit' });

/**
 * What two entries share becomes a module of its own, and `index.js` only names where things are: a user's bundler
 * leaves out what the user does not import. @returns the folders of the packages that went into the modules
 */
async function bundleModules() {
  const { metafile } = await build({
    entryPoints: [...entries, join(source, 'provision.ts'), join(source, 'errors.ts')],
    outdir: folder,
    outbase: source,
    splitting: true,
    chunkNames: 'shared-[hash]',
    bundle: true,
    external: ['aws-iot-device-sdk-v2'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    metafile: true,
    absWorkingDir: workspace,
    logLevel: 'warning',
  });
  return metafile;
}

/** What `require` gets is the ES module itself, so that `instanceof` holds between users of either. */
function writeCommonJs(name) {
  writeFileSync(join(folder, `${name}.cjs`), `module.exports = require('./${basename(name)}.js');\n`);
}

/** @param kind of declarations: TypeScript takes `.d.ts` for an ES module here, and `.d.cts` for a CommonJS module */
function writeDeclarations(kind, extension) {
  const config = ts.readConfigFile(join(workspace, 'tsconfig.base.json'), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, workspace);
  const program = ts.createProgram(entries, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: source,
    outDir: folder,
  });
  const write = (file, text) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file.replace(/\.ts$/, `.${kind}`), text);
  };
  const { diagnostics } = program.emit(undefined, write, undefined, true, {
    afterDeclarations: [withFileExtensions(extension)],
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length === 0) {
    return;
  }
  process.stderr.write(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
  process.exit(1);
}

/** Node's resolution of modules, which consumers may use, knows no imports without a file extension. */
function withFileExtensions(extension) {
  return (context) => {
    const { factory } = context;
    const complete = (specifier) =>
      specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
        ? factory.createStringLiteral(`${specifier.text}.${extension}`, true)
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
  };
}
