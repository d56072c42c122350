// Builds what the tests of the systemd unit boot: the folder of a Debian with systemd and mosquitto's clients. Node.js and
// the agent are not in it: each run brings them along. It is built once, and again when this recipe has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const recipe = fileURLToPath(import.meta.url);
const place = join(dirname(recipe), '../../../../dist/apps/fleet-e2e/debian');
const say = (text) => process.stdout.write(`${text}\n`);

/** Programs and other files, and the packages of Debian that have them. */
const needed = {
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
  '/usr/share/keyrings/debian-archive-keyring.gpg': 'debian-archive-keyring',
};
const packages = ['systemd-sysv', 'dbus', 'mosquitto-clients'];

function requireSurroundings() {
  const folders = (process.env.PATH ?? '').split(':');
  const missing = Object.keys(needed).filter(
    (file) => !folders.some((folder) => existsSync(resolve(folder, file))),
  );
  if (missing.length > 0) {
    const names = missing.map((file) => needed[file]).join(' ');
    say(`Not installed: ${missing.join(', ')}. On Debian or Ubuntu, install them with`);
    say(`  apt-get install --no-install-recommends ${names}`);
    process.exit(1);
  }
  if (process.getuid() !== 0) {
    say(
      'Only root can start systemd as the first process of a container: run this as root, in a machine for tests.',
    );
    process.exit(1);
  }
}

function build(folder) {
  say('Building a Debian with systemd, once. It takes a minute or two.');
  const settings = ': > "$1/etc/machine-id" && printf "127.0.0.1 localhost\\n" > "$1/etc/hosts"';
  const options = ['--variant=minbase', '--format=directory', `--include=${packages.join(',')}`];
  const from = ['bookworm', folder, 'http://deb.debian.org/debian'];
  // In a namespace of mounts of its own, as it may leave that of /dev/shm behind.
  const command = ['--mount', 'mmdebstrap', ...options, `--customize-hook=${settings}`, ...from];
  const { status } = spawnSync('unshare', command, { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`mmdebstrap ended with ${status ?? 'a signal'}`);
  }
}

requireSurroundings();
const revision = createHash('sha256').update(readFileSync(recipe)).digest('hex');
const revisionFile = join(place, 'revision');
if (!existsSync(revisionFile) || readFileSync(revisionFile, 'utf8') !== revision) {
  const unfinished = `${place}.unfinished`;
  [place, unfinished].forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(unfinished, { recursive: true });
  build(join(unfinished, 'root'));
  writeFileSync(join(unfinished, 'revision'), revision);
  renameSync(unfinished, place);
}
