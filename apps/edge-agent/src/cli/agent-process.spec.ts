import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { voucherFactory } from '@fleet/device-voucher/testing';
import { bundledAgent } from '../testing/agent-bundle';
import { bundledDevice } from '../testing/bundled-device';

describe('the agent as a program', () => {
  const given = bundledDevice();

  it('is one file of at most 450 KB, without an AWS SDK', () => {
    expect(statSync(bundledAgent()).size).toBeLessThanOrEqual(450 * 1024);
    expect(readFileSync(bundledAgent(), 'utf8')).not.toMatch(/@aws-sdk|@smithy/);
  });

  it('provisions with exit code 0 and prints the result alone on stdout', async () => {
    const { cloud, device } = given();
    const { exitCode, stdout, stderr } = await device.run('provision', '--json');
    const [certificateId] = cloud.idsOf('ACTIVE');
    expect(JSON.parse(stdout)).toEqual({ thingName: 'device-1', certificateId, alreadyProvisioned: false });
    expect(stderr).toMatch(/Connecting to localhost:\d+ as claim:/);
    expect(exitCode).toBe(0);
  });

  it('keeps keys and tokens off the terminal, also where DEBUG asks libraries for all they know', async () => {
    const { device } = given();
    const { stdout, stderr } = await device.runIn({ DEBUG: '*' }, 'provision', '--keys', 'cloud');
    expect(stderr).toContain('is issued and stored');
    expect(`${stdout}${stderr}`).not.toMatch(/PRIVATE KEY|OwnershipToken/);
  });

  it('shows the voucher that its folder has, or that is named, and never prints it', async () => {
    const { cloud, device } = given();
    const factory = voucherFactory();
    const voucher = await factory.voucher({ sub: 'device-1', model: 'model-a', aud: 'a/b/c' });
    writeFileSync(
      join(device.folder, 'elsewhere.txt'),
      await factory.voucher({ sub: 'device-2', model: 'm', aud: 'a' }),
    );
    const refused = await device.run('provision', '--voucher', join(device.folder, 'elsewhere.txt'));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/elsewhere\.txt is the voucher of another device/);
    writeFileSync(join(device.folder, 'voucher.jws'), voucher);
    const { exitCode, stdout, stderr } = await device.runIn({ DEBUG: '*' }, 'provision');
    expect(exitCode).toBe(0);
    expect(cloud.registrations).toMatchObject([{ voucher }]);
    expect(`${stdout}${stderr}${refused.stdout}${refused.stderr}`).not.toContain('eyJ');
  });

  it('tells with `status` what it has, and where the files are for other programs', async () => {
    const { device } = given();
    expect((await device.run('status')).exitCode).toBe(8);
    await device.run('provision');
    const { exitCode, stdout } = await device.run('status', '--json');
    const status: unknown = JSON.parse(stdout);
    expect(status).toMatchObject({ thingName: 'device-1', proven: true, agentRunning: false });
    expect(status).toHaveProperty('privateKeyFile', expect.stringContaining(join(device.folder, 'identity')));
    expect(status).toHaveProperty('privateKeyUri', expect.stringMatching(/^file:\/\/\/.*private\.pem\.key$/));
    expect(exitCode).toBe(0);
  });

  it.each([
    ['wrong usage', 2, ['provision', '--keys', 'nobody'], undefined],
    ['no command', 2, ['frobnicate'], undefined],
    ['a placeholder for a serial number', 2, ['provision'], 'SET-SERIAL-NUMBER'],
  ])('ends with its own exit code for %s', async (_what, exitCode, commandLine, serial) => {
    const { device } = given();
    if (serial !== undefined) {
      device.writeBundle(serial);
    }
    const ended = await device.run(...commandLine);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.stdout).toBe('');
  });

  it.each(['provision', 'run'])(
    'ends `%s` with 1 and a stack when it is itself at fault',
    async (command) => {
      const { device } = given();
      const { exitCode, stderr } = await device.runIn(
        device.after('delete Array.prototype.toReversed;'),
        command,
      );
      expect(stderr).toMatch(/TypeError: .*toReversed is not a function.*\n +at /);
      expect(stderr).not.toMatch(/[Nn]ext try/);
      expect(exitCode).toBe(1);
    },
  );

  it('ends `run` with 1 and a stack when it is at fault in an answer to another command', async () => {
    const { device } = given();
    const running = device.startIn(
      device.after(`Object.defineProperty(process, 'pid', { get: () => null.pid });`),
      'run',
      '--json',
    );
    await running.sees('listening');
    const asked = await device.run('provision', '--timeout', '5');
    expect(asked.stderr).toMatch(/connection ended before the answer came/);
    await running.says(/TypeError: Cannot read properties of null/);
    await running.says(/^ +at /);
    expect(await running.ended()).toBe(1);
  });

  it.each([
    ['waits until the claim can be read', 1, '60', 0],
    ['ends with 2 when the claim cannot be read in time', 1_000, '1', 2],
  ])('%s', async (_what, failures, timeout, code) => {
    const { device } = given();
    const failing = device.after(`
      const fs = require('node:fs');
      const { readFileSync } = fs;
      let failures = ${failures};
      fs.readFileSync = (path, ...options) => {
        if (String(path).endsWith('bootstrap-private.pem.key') && failures-- > 0) {
          throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
        }
        return readFileSync(path, ...options);
      };`);
    const { exitCode, stderr } = await device.runIn(failing, 'provision', '--timeout', timeout);
    expect(stderr).toMatch(/Cannot read .*bootstrap-private\.pem\.key: too many open files/);
    expect(exitCode).toBe(code);
  });

  it('is refused by a Node that is too old in one sentence, before anything else', async () => {
    const { device } = given();
    const versions = "{ ...process.versions, node: '18.20.8' }";
    const pretend = device.after(`Object.defineProperty(process, 'versions', { value: ${versions} });`);
    expect(await device.runIn(pretend, 'provision')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'This needs Node.js 20.19 or newer, and this is Node.js 18.20.8.\n',
    });
  });

  it('ends with 3 when the cloud refuses, and with 4 when it cannot be reached', async () => {
    const { cloud, device } = given();
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    const refused = await device.run('provision');
    expect(refused.stderr).toMatch(
      /For device-1, 403 can mean: .*_provision_hook.*devices show device-1.*devices permit device-1 reprovision/,
    );
    expect(refused.exitCode).toBe(3);
    const port = cloud.port;
    await cloud.close();
    const unreachable = await device.run('provision', '--timeout', '1');
    expect(unreachable.stderr).toMatch(`Cannot reach localhost:${port}`);
    expect(unreachable.exitCode).toBe(4);
  });

  it('runs, prints events as lines, rotates on the order of `rotate` and ends with 0', async () => {
    const { cloud, device } = given();
    const running = device.start('run', '--json');
    await running.sees('listening');
    const before = await device.run('status', '--json');
    expect(JSON.parse(before.stdout)).toMatchObject({ agentRunning: true, agentConnected: true });
    expect((await device.run('run')).exitCode).toBe(6);

    const provisioned = await device.run('provision', '--json');
    expect(JSON.parse(provisioned.stdout)).toMatchObject({ thingName: 'device-1', alreadyProvisioned: true });
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    expect((await device.run('rotate')).exitCode).toBe(3);
    const rotated = await device.run('rotate', '--json');
    expect(rotated.exitCode).toBe(0);
    expect(JSON.parse(rotated.stdout)).toHaveProperty('certificateId', cloud.idsOf('ACTIVE')[1]);
    await running.sees('rotated');

    expect(await running.end('SIGTERM')).toBe(0);
    expect(running.lines.at(-1)).toMatchObject({ event: 'stopped' });
  });

  it('is not locked out by an agent that was killed', async () => {
    const { device } = given();
    const running = device.start('run', '--json');
    await running.sees('confirmed');
    await running.end('SIGKILL');
    expect((await device.run('rotate')).exitCode).toBe(0);
  });

  it('rotates by itself where no agent is running, and prints the result alone on stdout', async () => {
    const { cloud, device } = given();
    await device.run('provision');
    const rotated = await device.run('rotate', '--json');
    expect(rotated.exitCode).toBe(0);
    const certificateId = cloud.idsOf('ACTIVE')[1];
    expect(JSON.parse(rotated.stdout)).toEqual({ thingName: 'device-1', certificateId });
    const status = await device.run('status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ certificateId, proven: true, agentRunning: false });
  });

  it.each([false, true])(
    'tells machines why it has not rotated, with a running agent (%s) as without',
    async (withRunningAgent) => {
      const { cloud, device } = given();
      await device.run('provision');
      if (withRunningAgent) {
        await device.start('run', '--json').sees('listening');
      }
      cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
      const { stdout, exitCode } = await device.run('rotate', '--json', '--timeout', '30');
      expect(JSON.parse(stdout)).toEqual({
        error: { name: expect.any(String), message: expect.stringMatching(/403 AccessDenied/) },
        exitCode: 3,
      });
      expect(exitCode).toBe(3);
      expect(cloud.idsOf('ACTIVE')).toHaveLength(1);
    },
  );

  it('has nothing to rotate on a device that is not provisioned', async () => {
    const { device } = given();
    const { stdout, exitCode } = await device.run('rotate', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'NotProvisionedError' }, exitCode: 8 });
    expect(exitCode).toBe(8);
  });

  it('reports its end by a signal to the shell', async () => {
    const { cloud, device } = given();
    await cloud.close();
    const provisioning = device.start('provision', '--timeout', '600');
    await provisioning.says(/Next try in/);
    expect(await provisioning.end('SIGINT')).toBe(130);
  });

  it.each(['provision', 'rotate'])(
    'reports the end of `%s` by a signal to the shell, also before it has asked the running agent',
    async (command) => {
      const { device } = given();
      await device.start('run', '--json').sees('listening');
      const interruptAtFirstSocket = `
        const net = require('node:net');
        const { createConnection } = net;
        net.createConnection = (...where) => {
          process.emit('SIGINT');
          return createConnection(...where);
        };`;
      const { exitCode, stderr } = await device.runIn(device.after(interruptAtFirstSocket), command);
      expect(stderr).toBe('Stopped by SIGINT.\n');
      expect(exitCode).toBe(130);
    },
  );
});
