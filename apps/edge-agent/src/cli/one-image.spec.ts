import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@fleet/eventually';
import { voucherFactory } from '@fleet/device-voucher/testing';
import { bundledAgent } from '../testing/agent-bundle';
import { AgentProgram } from '../testing/agent-program';
import { TestAuthority } from '../testing/test-authority';
import { TestCloud } from '../testing/test-cloud';

/** Where the test runs as root, permissions mean nothing to it: then somebody else runs the agent. */
const ordinaryUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

describe('one image for many devices', () => {
  let cloud: TestCloud;
  let image: AgentProgram;
  /** What each device has of its own. */
  let data: string;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    data = mkdtempSync(join(tmpdir(), 'data-'));
    chmodSync(data, 0o755);
    const agentFile = join(data, 'agent.js');
    copyFileSync(bundledAgent(), agentFile);
    image = new AgentProgram(agentFile, cloud);
  });

  afterEach(async () => {
    await image.dispose();
    await cloud.close();
    rmSync(data, { recursive: true });
  });

  const identitiesOf = (name: string): string => join(data, name, 'identity');

  it('has each take its serial number from where it is, and keep its identity in a place of its own', async () => {
    image.writeBundle('env:DEVICE_SERIAL');
    for (const serial of ['device-1', 'device-2']) {
      const own = { DEVICE_SERIAL: serial, AGENT_IDENTITY_DIR: identitiesOf(serial) };
      const before = await image.runIn(own, 'status');
      expect(before.stderr).toContain(`The device ${serial} (from env:DEVICE_SERIAL) is not provisioned yet`);
      expect((await image.runIn(own, 'provision')).exitCode).toBe(0);
      const status: unknown = JSON.parse((await image.runIn(own, 'status', '--json')).stdout);
      expect(status).toMatchObject({
        thingName: serial,
        serialFrom: 'env:DEVICE_SERIAL',
        privateKeyFile: expect.stringContaining(identitiesOf(serial)),
      });
    }
    const mixedUp = { DEVICE_SERIAL: 'device-2', AGENT_IDENTITY_DIR: identitiesOf('device-1') };
    expect((await image.runIn(mixedUp, 'provision')).exitCode).toBe(2);
    expect(readdirSync(image.folder).sort()).toEqual(['certs', 'config.json', 'machine_config.json']);
  });

  it('takes model and voucher from where they are as well', async () => {
    const voucher = await voucherFactory().voucher({ sub: 'device-1', model: 'model-b', aud: 'a/b/c' });
    const show = join(data, 'show.sh');
    writeFileSync(show, `#!/bin/sh\necho "$1"\n`, { mode: 0o700 });
    writeFileSync(join(data, 'voucher'), voucher, { mode: 0o644 });
    image.writeBundle(`command:${show} device-1`, {
      model_type: `command:${show} model-b`,
      voucher: `file:${join(data, 'voucher')}`,
    });
    expect((await image.run('provision')).exitCode).toBe(0);
    expect(cloud.registrations).toMatchObject([{ model: 'model-b', voucher }]);
    expect(statSync(join(data, 'voucher')).mode & 0o777).toBe(0o600);
  });

  it('may be read-only, and is run by an ordinary user', async () => {
    for (const path of readdirSync(image.folder, { recursive: true, encoding: 'utf8' })) {
      chmodSync(join(image.folder, path), path === 'certs' ? 0o555 : 0o444);
    }
    chmodSync(image.folder, 0o555);
    mkdirSync(join(data, 'device-1'));
    if (ordinaryUser !== undefined) {
      chownSync(join(data, 'device-1'), ordinaryUser.uid, ordinaryUser.gid);
    }
    image.user = ordinaryUser;
    const own = { AGENT_IDENTITY_DIR: identitiesOf('device-1') };
    const provisioned = await image.runIn(own, 'provision');
    expect(provisioned.stderr).toMatch(/bootstrap-private\.pem\.key is open to other users/);
    expect(provisioned.exitCode).toBe(0);
    expect((await image.runIn(own, 'rotate')).exitCode).toBe(0);
    expect(statSync(identitiesOf('device-1')).mode & 0o777).toBe(0o700);
    chmodSync(image.folder, 0o755);
    chmodSync(join(image.folder, 'certs'), 0o755);
  });

  it('is started with the right to remove the claim where that is configured, whoever the device is', async () => {
    const unit = async (): Promise<string> =>
      (await image.run('install-service', '--print', ...elsewhere)).stdout;
    const elsewhere = ['--identity-dir', '/var/lib/fleet-agent/identity'];
    image.writeMachine({ serial_num: 'file:/not/there/yet' });
    expect(await unit()).not.toContain('certs');
    image.writeMachine({ serial_num: 'file:/not/there/yet', claim: 'remove-after-proof' });
    expect(await unit()).toContain(`\nReadWritePaths=${join(image.folder, 'certs')}\n`);
  });

  it('is started by a service manager with the command line that it prints', async () => {
    const places = ['--dir', image.folder, '--identity-dir', identitiesOf('device-1')];
    const unit = (await image.run('install-service', '--print', ...places)).stdout;
    const [, commandLine = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
    const [node, ofNode, agentFile, ...words] = commandLine.split(' ');
    expect([node, agentFile]).toEqual([process.execPath, join(data, 'agent.js')]);
    expect(words).toEqual(['run', '--json', ...places]);
    const running = image.startIn({ NODE_OPTIONS: ofNode }, ...words);
    await running.sees('listening');
    expect(await running.end('SIGTERM')).toBe(0);
    const openRc = await image.run('install-service', '--print', '--manager', 'openrc', ...places);
    expect(openRc.stdout).toMatch(/^#!\/sbin\/openrc-run\n/);
    const unclear = await image.run('install-service', ...places);
    expect(unclear.exitCode).toBe(2);
    expect(unclear.stderr).toMatch(/--print/);
  });

  it('trusts the root CA of its bundle alone, also where Node.js is told to trust that of the machine', async () => {
    const ofTheMachine = join(data, 'machine-roots.pem');
    writeFileSync(ofTheMachine, cloud.rootCa);
    const asAService = { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: ofTheMachine };
    const { rootCa } = await TestAuthority.create();
    writeFileSync(join(image.folder, 'certs/root.ca.pem'), rootCa);
    const mistrusting = await image.runIn(asAService, 'provision', '--timeout', '1');
    expect(mistrusting.stderr).toMatch(/is not trusted/);
    expect(mistrusting.exitCode).toBe(4);
    writeFileSync(join(image.folder, 'certs/root.ca.pem'), cloud.rootCa);
    expect((await image.runIn(asAService, 'provision')).exitCode).toBe(0);
  });

  it('tells the service manager that it is ready when programs can connect', async () => {
    const [socket, told] = [join(image.folder, 'run', 'mqtt.sock'), join(data, 'told')];
    const notify = `#!/bin/sh\ntest -S ${socket}\necho "$? $*" >> ${told}\n`;
    writeFileSync(join(data, 'systemd-notify'), notify, { mode: 0o700 });
    // It says so a second time after half of that.
    const manager = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '600000000' };
    const places = { PATH: `${data}:/usr/bin:/bin` };
    const running = image.startIn({ ...manager, ...places }, 'run', '--json', '--listen', `unix:${socket}`);
    await until(() => existsSync(told) && readFileSync(told, 'utf8').endsWith('\n'));
    expect(readFileSync(told, 'utf8')).toBe('0 READY=1 WATCHDOG=1\n');
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('keeps no identities in a folder that has something else', async () => {
    const { exitCode, stderr } = await image.run('provision', '--identity-dir', data);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/has agent\.js, which is not the agent's: give a folder of its own/);
    expect(statSync(data).mode & 0o777).toBe(0o755);
  });
});
