import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { withFault, workspace } from './source.mjs';

const notInRepository = new Set(['.git', '.nx', '.local', 'coverage', 'dist', 'node_modules']);

/** Which target runs a file of end-to-end tests, by how its name ends. */
const targets = {
  '.e2e': 'fleet-e2e:e2e',
  '.upgrade': 'fleet-e2e:upgrade',
  '.privilege': 'fleet-e2e:least-privilege',
  '.browser': 'fleet-console:browser',
  '.conformance': 'iot-conformance:e2e',
};

/**
 * A copy of the workspace in which faults are put back, built, deployed and attacked, one after the other. It has a cache
 * of its own, so that each time only what the fault is in is built anew. Here the workspace itself is only read.
 */
export class DeployedCopy {
  #folder;
  #running;
  #isOver = false;

  /** Runs the end-to-end tests that are to find a fault. @returns how that ended */
  async attack(reversal) {
    if (this.#isOver) {
      return new Promise(() => undefined);
    }
    const { e2e, tests } = reversal.finds;
    const path = join(this.#copied(), reversal.file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, withFault(source, reversal));
    const target = targets[extname(basename(e2e, '.ts'))];
    try {
      return await this.#nx('run', target, `src/${e2e}`, `--testNamePattern=${tests}`);
    } finally {
      writeFileSync(path, source);
    }
  }

  /** Ends what runs, and removes the copy. */
  async end() {
    this.#isOver = true;
    if (this.#running?.exitCode === null && this.#running.signalCode === null) {
      this.#running.kill('SIGTERM');
      await once(this.#running, 'exit');
    }
    if (this.#folder !== undefined) {
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
    }
  }

  #copied() {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'reversals-'));
      cpSync(workspace, this.#folder, {
        recursive: true,
        filter: (path) => path === workspace || !notInRepository.has(basename(path)),
      });
      symlinkSync(join(workspace, 'node_modules'), join(this.#folder, 'node_modules'));
    }
    return this.#folder;
  }

  async #nx(...words) {
    // What Nx has told this process is about the workspace, and not about its copy.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'));
    const env = { ...Object.fromEntries(inherited), NX_DAEMON: 'false', FORCE_COLOR: '0' };
    const nx = join(this.#folder, 'node_modules/nx/dist/bin/nx.js');
    const options = { cwd: this.#folder, env, stdio: ['ignore', 'pipe', 'pipe'] };
    this.#running = spawn(process.execPath, [nx, ...words], options);
    let output = '';
    for (const stream of [this.#running.stdout, this.#running.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    const [code] = await once(this.#running, 'close');
    return { failed: code !== 0, output };
  }
}
