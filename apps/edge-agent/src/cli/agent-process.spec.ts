import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { TestCloud } from '../testing/test-cloud';

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the agent as a program', () => {
  const workshop = mkdtempSync(join(tmpdir(), 'agent-bundle-'));
  const bundle = join(workshop, 'agent.js');
  const children: ChildProcess[] = [];
  let cloud: TestCloud;
  let folder: string;

  beforeAll(async () => {
    const build = join(__dirname, '../../esbuild.config.mjs');
    await promisify(execFile)(process.execPath, [build, bundle]);
  });

  afterAll(() => rmSync(workshop, { recursive: true, force: true }));

  beforeEach(async () => {
    cloud = await TestCloud.start();
    folder = mkdtempSync(join(tmpdir(), 'device-'));
    writeBundle('device-1');
  });

  afterEach(async () => {
    children.splice(0).forEach((child) => child.kill('SIGKILL'));
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is one file of at most 700 KB, without an AWS SDK', () => {
    expect(statSync(bundle).size).toBeLessThanOrEqual(700 * 1024);
    expect(readFileSync(bundle, 'utf8')).not.toMatch(/@aws-sdk|@smithy/);
  });

  it('provisions with exit code 0 and prints the result alone on stdout', async () => {
    const { exitCode, stdout, stderr } = await agent('provision', '--json');
    const [certificateId] = cloud.idsOf('ACTIVE');
    expect(JSON.parse(stdout)).toEqual({ thingName: 'device-1', certificateId, alreadyProvisioned: false });
    expect(stderr).toMatch(/Connecting to localhost:\d+ as claim:/);
    expect(exitCode).toBe(0);
  });

  it('keeps keys and tokens off the terminal, also where DEBUG asks libraries for all they know', async () => {
    const { stdout, stderr } = await agentIn({ DEBUG: '*' }, 'provision', '--keys', 'cloud');
    expect(stderr).toContain('is issued and stored');
    expect(`${stdout}${stderr}`).not.toMatch(/PRIVATE KEY|OwnershipToken/);
  });

  it('tells with `status` what it has, and where the files are for other programs', async () => {
    expect((await agent('status')).exitCode).toBe(8);
    await agent('provision');
    const { exitCode, stdout } = await agent('status', '--json');
    const status: unknown = JSON.parse(stdout);
    expect(status).toMatchObject({ thingName: 'device-1', proven: true, agentRunning: false });
    expect(status).toHaveProperty('privateKeyFile', expect.stringContaining(join(folder, 'identity')));
    expect(exitCode).toBe(0);
  });

  it.each([
    ['wrong usage', 2, ['provision', '--keys', 'nobody'], undefined],
    ['no command', 2, ['frobnicate'], undefined],
    ['a placeholder for a serial number', 2, ['provision'], 'SET-SERIAL-NUMBER'],
  ])('ends with its own exit code for %s', async (_what, exitCode, commandLine, serial) => {
    if (serial !== undefined) {
      writeBundle(serial);
    }
    const ended = await agent(...commandLine);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.stdout).toBe('');
  });

  it('ends with 3 when the cloud refuses, and with 4 when it cannot be reached', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    expect((await agent('provision')).exitCode).toBe(3);
    const port = cloud.port;
    await cloud.close();
    const unreachable = await agent('provision', '--timeout', '1');
    expect(unreachable.stderr).toMatch(`Cannot reach localhost:${port}`);
    expect(unreachable.exitCode).toBe(4);
  });

  it('runs, prints events as lines, rotates on the order of `rotate` and ends with 0', async () => {
    const running = start('run', '--json');
    await running.sees('listening');
    const before = await agent('status', '--json');
    expect(JSON.parse(before.stdout)).toMatchObject({ agentRunning: true, agentConnected: true });
    expect((await agent('run')).exitCode).toBe(6);

    const provisioned = await agent('provision', '--json');
    expect(JSON.parse(provisioned.stdout)).toMatchObject({ thingName: 'device-1', alreadyProvisioned: true });
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    expect((await agent('rotate')).exitCode).toBe(3);
    const rotated = await agent('rotate', '--json');
    expect(rotated.exitCode).toBe(0);
    expect(JSON.parse(rotated.stdout)).toHaveProperty('certificateId', cloud.idsOf('ACTIVE')[1]);
    await running.sees('rotated');

    expect(await running.end('SIGTERM')).toBe(0);
    expect(running.lines.at(-1)).toMatchObject({ event: 'stopped' });
  });

  it('is not locked out by an agent that was killed', async () => {
    const running = start('run', '--json');
    await running.sees('confirmed');
    await running.end('SIGKILL');
    expect((await agent('rotate')).exitCode).toBe(0);
  });

  it('reports its end by a signal to the shell', async () => {
    await cloud.close();
    const provisioning = start('provision', '--timeout', '600');
    await provisioning.says(/Next try in/);
    expect(await provisioning.end('SIGINT')).toBe(130);
  });

  function writeBundle(serial: string): void {
    mkdirSync(join(folder, 'certs'), { recursive: true });
    const write = (name: string, content: string): void =>
      writeFileSync(join(folder, name), content, { mode: 0o600 });
    write('certs/root.ca.pem', cloud.rootCa);
    write('certs/bootstrap-certificate.pem.crt', cloud.claim.certificate);
    write('certs/bootstrap-private.pem.key', cloud.claim.privateKey);
    write('machine_config.json', JSON.stringify({ serial_num: serial, model_type: 'model-a' }));
    write(
      'config.json',
      JSON.stringify({
        endpoint: `localhost:${cloud.port}`,
        provisioningTemplate: 'provisioning',
        rotationTemplate: 'rotation',
        certificates: {
          directory: 'certs',
          claimCertificate: 'bootstrap-certificate.pem.crt',
          claimPrivateKey: 'bootstrap-private.pem.key',
          rootCa: 'root.ca.pem',
        },
      }),
    );
  }

  function agent(...commandLine: string[]): Promise<Ended> {
    return agentIn({}, ...commandLine);
  }

  function agentIn(environment: NodeJS.ProcessEnv, ...commandLine: string[]): Promise<Ended> {
    return new Promise((resolve) => {
      const options = { env: { PATH: process.env['PATH'], AGENT_DIR: folder, ...environment } };
      const child = execFile(
        process.execPath,
        [bundle, ...commandLine],
        options,
        (_error, stdout, stderr) => {
          resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
        },
      );
    });
  }

  function start(...commandLine: string[]): RunningAgent {
    const child = spawn(process.execPath, [bundle, ...commandLine, '--dir', folder]);
    children.push(child);
    return new RunningAgent(child);
  }
});

/** An agent process whose output is followed as it comes. */
class RunningAgent {
  readonly lines: unknown[] = [];
  private readonly said: string[] = [];
  private tell: () => void = () => undefined;

  constructor(private readonly child: ReturnType<typeof spawn>) {
    follow(child.stdout, (line) => {
      this.lines.push(JSON.parse(line));
      this.tell();
    });
    follow(child.stderr, (line) => {
      this.said.push(line);
      this.tell();
    });
  }

  sees(event: string): Promise<void> {
    return this.until(() => this.lines.some((line) => JSON.stringify(line).includes(`"event":"${event}"`)));
  }

  says(words: RegExp): Promise<void> {
    return this.until(() => this.said.some((line) => words.test(line)));
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    return new Promise((resolve) => {
      this.child.once('close', resolve);
      this.child.kill(signal);
    });
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.tell = resolve;
      });
    }
  }
}

function follow(stream: NodeJS.ReadableStream | null, tell: (line: string) => void): void {
  if (stream !== null) {
    createInterface({ input: stream }).on('line', tell);
  }
}
