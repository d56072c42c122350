import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout } from 'node:timers/promises';
import { ManagedProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { runProgram, type ProgramResult } from '../foreign-clients/foreign-client';
import { workspaceRoot } from '../workspace';

const debian = join(workspaceRoot, 'dist', 'apps', 'fleet-e2e', 'debian', 'root');
const startScript = join(__dirname, 'start-machine.sh');

/** A busy host boots it late. */
const bootMillis = 300_000;
const pollMillis = 250;

/** It may wait for a systemd that does not answer any more. */
const waitSeconds = 60;

/** systemd-nspawn ends with it. */
const rebootWanted = 133;

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A Debian with systemd as its first process. It has the network of its host, and files of its own. */
export class Machine {
  private nspawn: ManagedProcess;

  private constructor(
    private readonly resources: ResourceStack,
    private readonly folder: string,
  ) {
    this.nspawn = this.start();
  }

  /** @param folder what is written in the machine lies there, and stays through its reboots */
  static async boot(resources: ResourceStack, folder: string): Promise<Machine> {
    resources.defer(() => removeCgroup(basename(folder)));
    const machine = new Machine(resources, folder);
    await machine.hasBooted();
    return machine;
  }

  /** Runs a script of the shell as root, to its end. */
  async run(script: string): Promise<ProgramResult> {
    const first = (await this.firstProcess()) ?? 'none';
    const options = ['--all', '--target', first, '/bin/sh', '-c', script];
    return runProgram(this.resources, 'nsenter', options, { environment: { PATH: searchPath } });
  }

  /**
   * @returns what the script printed to stdout
   * @throws Error where it ends with something else than 0
   */
  async succeed(script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(script);
    if (exitCode !== 0) {
      throw new Error(`exit code ${exitCode} of ${script}:\n${stdout}${stderr}`);
    }
    return stdout.trim();
  }

  /** Copies a file or folder of the host into it, as root's. */
  async copy(from: string, to: string): Promise<void> {
    const root = `/proc/${(await this.firstProcess()) ?? 'none'}/root`;
    await promisify(execFile)('cp', ['--recursive', '--dereference', from, `${root}${to}`]);
  }

  async reboot(): Promise<void> {
    await this.run('systemctl reboot --no-block');
    // It ends so, as nobody but a service manager is to start it again.
    if ((await this.nspawn.exit()) !== rebootWanted) {
      throw new Error(`The machine did not ask for a reboot:\n${this.console()}`);
    }
    this.nspawn = this.start();
    await this.hasBooted();
  }

  private async hasBooted(): Promise<void> {
    const deadline = Date.now() + bootMillis;
    while (this.nspawn.running && Date.now() < deadline) {
      const { stdout } = await this.run(`timeout ${waitSeconds} systemctl is-system-running --wait`);
      if (/^(running|degraded)/.test(stdout)) {
        return;
      }
      await setTimeout(pollMillis);
    }
    throw new Error(`The machine has not booted:\n${this.console()}`);
  }

  private console(): string {
    return [...this.nspawn.stderr, ...this.nspawn.stdout].slice(-20).join('\n');
  }

  private start(): ManagedProcess {
    const { resources, folder } = this;
    const script = ['/bin/sh', startScript, debian, join(folder, 'machine'), basename(folder)];
    const program = { program: 'unshare', arguments: ['--mount', ...script] };
    const nspawn = new ManagedProcess({ title: 'systemd-nspawn', resources, ...program });
    // It powers the machine off, which may take longer than other processes have.
    resources.defer(() => nspawn.stop());
    return nspawn;
  }

  /** The id of its systemd: absent between two boots, and while its namespaces are not made. */
  private async firstProcess(): Promise<string | undefined> {
    const { pid } = this.nspawn;
    const child = (await textOf(`/proc/${pid}/task/${pid}/children`)).trim();
    const isFirst = /^NSpid:.*\t1$/m.test(await textOf(`/proc/${child}/status`));
    return isFirst ? child : undefined;
  }
}

/** Empty where the process has ended. */
function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** What it leaves of its processes' groups, when they have ended. It has none where it was not started. */
async function removeCgroup(name: string): Promise<void> {
  const remove =
    'mount -t cgroup2 cgroup2 /mnt; test ! -d "/mnt/$0" || find "/mnt/$0" -depth -type d -exec rmdir {} +';
  await promisify(execFile)('unshare', ['--mount', '/bin/sh', '-ec', remove, name]);
}
