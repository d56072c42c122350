import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@fleet/eventually';
import { cdkCli, CdkFailedError } from './cdk';
import { InterruptedError } from './interruption';

describe('the cdk CLI', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cdk '));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const program = (code: string): string => {
    const file = join(folder, 'cdk.js');
    writeFileSync(file, code);
    return file;
  };

  it('gets the command and the environment, and its failure has its exit code', async () => {
    const cli = program(`process.exit(process.argv[2] === 'deploy' && process.env.PLACE === 'here' ? 7 : 0)`);
    const cdk = cdkCli(new AbortController().signal, cli);
    await expect(cdk(['deploy'], { PLACE: 'here' })).rejects.toMatchObject({
      name: CdkFailedError.name,
      exitCode: 7,
    });
    await cdk(['diff'], { PLACE: 'here' });
  });

  it('is passed the signal on, and awaited until it has ended', async () => {
    const [started, ended] = [join(folder, 'started'), join(folder, 'ended')];
    const cli = program(`
      const { writeFileSync } = require('node:fs');
      const [started, ended] = process.argv.slice(3);
      process.on('SIGTERM', () => {
        writeFileSync(ended, '');
        process.exit(0);
      });
      setInterval(() => undefined, 1_000);
      writeFileSync(started, '');
    `);
    const controller = new AbortController();
    const running = cdkCli(controller.signal, cli)(['deploy', started, ended], {});
    await until(() => existsSync(started));
    controller.abort(new InterruptedError('SIGTERM'));
    await expect(running).rejects.toThrow(InterruptedError);
    expect(existsSync(ended)).toBe(true);
  });

  it('is not started any more after an interruption', async () => {
    const cdk = cdkCli(AbortSignal.abort(new InterruptedError('SIGINT')), program('process.exit(7)'));
    await expect(cdk(['deploy'], {})).rejects.toThrow(InterruptedError);
  });
});
