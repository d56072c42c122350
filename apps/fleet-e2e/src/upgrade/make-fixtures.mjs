// Makes the fixture of a release out of a commit of this repository: its cloud assembly, which has the template, the
// code of the functions and the agent, and its command line for operators. `fleet-e2e:upgrade` deploys that, brings
// devices into their states with it, and deploys today's stack over it.
//
//   node apps/fleet-e2e/src/upgrade/make-fixtures.mjs bbfbb28
//
// The commit is checked out and built in a folder of its own, with the packages of its own lock file. There are no keys
// and no certificates in a fixture: the test has those made anew, by the authority of a local-cloud.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const workspace = join(here, '../../../..');
const commit = process.argv[2];
if (!/^[0-9a-f]{7,40}$/.test(commit ?? '')) {
  throw new Error('Name the commit: node apps/fleet-e2e/src/upgrade/make-fixtures.mjs bbfbb28');
}

const folder = mkdtempSync(join(tmpdir(), 'fleet-fixtures-'));
const older = join(folder, 'workspace');
const assembly = join(folder, 'assembly');
const cli = join(folder, 'fleet-cli.js');
const run = (cwd, program, ...args) => {
  process.stderr.write(`${program} ${args.join(' ')}\n`);
  const fleet = { FLEET_CONFIG: join(here, '../../fleet.config.json'), FLEET_ASSEMBLY: assembly };
  execFileSync(program, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...fleet, NX_DAEMON: 'false', NX_SKIP_NX_CACHE: 'true' },
  });
};

try {
  run(workspace, 'git', 'worktree', 'add', '--detach', older, commit);
  run(older, 'npm', 'ci', '--no-audit', '--no-fund');
  run(older, 'npx', 'nx', 'run-many', '-t', 'synth', 'build', '-p', 'infra,fleet-cli');
  // Whole, as today's packages may not be what it needs.
  const whole = ['--bundle', '--platform=node', '--target=node20', '--minify', `--outfile=${cli}`];
  run(older, 'npx', 'esbuild', 'dist/apps/fleet-cli/main.js', ...whole);
  write(
    `${commit}.json.br`,
    compress({ assembly: filesOf(assembly), 'fleet-cli.js': readFileSync(cli, 'utf8') }),
  );
  writeFileSync(
    join(workspace, 'apps/infra/src/testing/released-resources.json'),
    `${JSON.stringify(releasedResources(), undefined, 2)}\n`,
  );
} finally {
  run(workspace, 'git', 'worktree', 'remove', '--force', older);
  rmSync(folder, { recursive: true, force: true });
}

/** What a deployment reads, by its path in the assembly. */
function filesOf(root) {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(root, name)).isFile())
    .filter((name) => !/^\.cache|^tree\.json$|report\.json$/.test(name));
  // The cdk CLI wants the file of metadata, in which are the paths of the machine that has built it.
  const contentOf = (name) =>
    name.endsWith('.metadata.json') ? '{}' : readFileSync(join(root, name), 'utf8');
  return Object.fromEntries(names.sort().map((name) => [name, contentOf(name)]));
}

/** By logical id: the type, and the names that were chosen. A stack of today has to have all of them. */
function releasedResources() {
  const template = readdirSync(assembly).find((name) => name.endsWith('.template.json'));
  const { Resources } = JSON.parse(readFileSync(join(assembly, template), 'utf8'));
  return Object.fromEntries(
    Object.entries(Resources).map(([id, { Type, Properties = {} }]) => {
      const names = Object.entries(Properties).filter(
        ([name, value]) => /Name$/.test(name) && typeof value === 'string',
      );
      return [id, { Type, ...Object.fromEntries(names) }];
    }),
  );
}

function compress(content) {
  const bytes = Buffer.from(JSON.stringify(content));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    // The functions have much in common: one window over all of them.
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

function write(name, bytes) {
  writeFileSync(join(here, 'fixtures', name), bytes);
  process.stderr.write(`${name}: ${bytes.length} bytes\n`);
}
