import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackDisposedError } from '@fleet/resource-stack';
import { AgentProgram } from './agent-program';
import { TestCloud } from './test-cloud';

/** In place of the agent: a program that does not end by itself, and ignores its input. */
const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1_000); console.log('{"event":"up"}');`;

describe('the programs of a test', () => {
  let folder: string;
  let cloud: TestCloud;
  let device: AgentProgram;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stubborn-'));
    const program = join(folder, 'stubborn.js');
    writeFileSync(program, stubborn);
    cloud = await TestCloud.start();
    device = new AgentProgram(program, cloud);
  });

  afterEach(async () => {
    await device.dispose();
    await cloud.close();
    rmSync(folder, { recursive: true });
  });

  it('are gone when the test has disposed of them, whatever they were waited for', async () => {
    await device.start('run').sees('up');
    const ended = device.run('provision');
    await device.dispose();
    await expect(ended).resolves.toMatchObject({ exitCode: -1 });
  });

  it('fail whoever waits for them, and nobody else, with a line that is no event', async () => {
    writeFileSync(join(folder, 'stubborn.js'), `console.log('no event'); ${stubborn}`);
    const running = device.start('run');
    const reason = 'The agent printed a line that is no JSON: no event';
    await expect(running.sees('down')).rejects.toThrow(reason);
    await expect(running.end('SIGKILL')).rejects.toThrow(reason);
  });

  it('are not started after that, as by a hook that ran out of time', async () => {
    await device.dispose();
    expect(() => device.start('run')).toThrow(StackDisposedError);
    expect(() => device.run('provision')).toThrow(StackDisposedError);
  });
});
