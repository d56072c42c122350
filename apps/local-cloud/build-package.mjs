/**
 * Builds the npm package and packs it. Its code is bundled, except for the AWS SDK, which functions of the cloud use as
 * well, and SQLite, which is native: those are its dependencies, in the versions of this workspace.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const project = import.meta.dirname;
const workspace = join(project, '../..');
const output = join(workspace, 'dist/packages/local-cloud');
const folder = join(output, 'package');
const cloud = join(workspace, 'libs/emulator/cloud/src/index.ts');
const load = createRequire(import.meta.url);
const { banner } = load('../../oldest-node.cjs');
const lighterModules = load('./lighter-modules.cjs');
const { writeNotices } = load('../../third-party-notices.cjs');

/** All entries share one cloud: `instanceof` holds, and the package has it once. */
const cloudOnce = {
  name: 'the cloud is in index.js',
  setup(bundling) {
    bundling.onResolve({ filter: /^@fleet\/emulator-cloud$/ }, () => ({
      path: './index.js',
      external: true,
    }));
  },
};

rmSync(output, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const bundles = [
  await bundle('index', cloud),
  await bundle('main', join(project, 'src/program.ts'), '#!/usr/bin/env node\n'),
  await bundle('jest-global-setup', join(project, 'src/jest/global-setup.ts')),
  await bundle('jest-global-teardown', join(project, 'src/jest/global-teardown.ts')),
];
writeNotices(folder, { name: '@fleet/local-cloud', metafiles: bundles, workingDirectory: workspace });
writeManifest(bundles.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ imports }) => imports)));
writeDeclarations();
for (const name of ['README.md', 'jest-preset.json']) {
  cpSync(join(project, name), join(folder, name));
}
cpSync(join(workspace, 'LICENSE'), join(folder, 'LICENSE'));
cpSync(join(workspace, 'libs/emulator/lambda-runtime/src/guest'), join(folder, 'guest'), { recursive: true });
execFileSync('npm', ['pack', '--silent', '--pack-destination', output], { cwd: folder, stdio: 'inherit' });

/** CommonJS, which `import` and `require` both load, jest as well. */
async function bundle(name, entry, firstLine = '') {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: join(folder, `${name}.js`),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Jest's modules have no `import()`.
    supported: { 'dynamic-import': false },
    external: ['libsql', '@aws-sdk/*', '@smithy/*'],
    plugins: name === 'index' ? [lighterModules] : [lighterModules, cloudOnce],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: `${firstLine}${banner}` },
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: workspace,
    tsconfig: join(workspace, 'tsconfig.base.json'),
  });
  return metafile;
}

/** Takes the name and the version of each package that a bundle requires into the manifest. */
function writeManifest(imports) {
  const builtins = new Set(builtinModules);
  const names = imports
    .filter(({ external, path }) => external && !path.startsWith('.') && !path.startsWith('node:'))
    .map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)[0])
    .filter((name) => !builtins.has(name));
  const { dependencies: versions } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'));
  const dependencies = [...new Set(names)].sort().map((name) => {
    if (versions[name] === undefined) {
      throw new Error(`the package requires ${name}: add it to the dependencies of the workspace`);
    }
    return [name, versions[name]];
  });
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const complete = { ...manifest, dependencies: Object.fromEntries(dependencies) };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(complete, undefined, 2)}\n`);
}

/** One declaration file for each source file that the package's types are in. */
function writeDeclarations() {
  const { compilerOptions } = ts.readConfigFile(
    join(workspace, 'tsconfig.base.json'),
    ts.sys.readFile,
  ).config;
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, workspace);
  const written = new Set();
  const write = (file) => {
    if (written.has(file)) {
      return;
    }
    written.add(file);
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: { ...options, declaration: true, isolatedDeclarations: true, noEmit: false },
      reportDiagnostics: true,
    });
    if (diagnostics.length > 0) {
      process.stderr.write(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
      process.exit(1);
    }
    const text = outputText.replaceAll(/ from '([^']+)'/g, (_whole, specifier) => {
      if (!specifier.startsWith('./')) {
        throw new Error(`${file}: the types of the package are to be its own, not those of ${specifier}`);
      }
      write(join(dirname(file), `${specifier}.ts`));
      return ` from '${specifier}.js'`;
    });
    const target = join(folder, relative(dirname(cloud), file).replace(/\.ts$/, '.d.ts'));
    // What `await using` needs, whatever the user's own settings are.
    const reference = text.includes('Symbol.asyncDispose')
      ? '/// <reference lib="esnext.disposable" />\n'
      : '';
    writeFileSync(target, `${reference}${text}`);
  };
  write(cloud);
}
