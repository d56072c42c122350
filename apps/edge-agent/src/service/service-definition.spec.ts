import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRcScript, systemdUnit, UnusualPathError, type AgentService } from './service-definition';

const service: AgentService = {
  node: process.execPath,
  agentFile: '/opt/fleet-agent/agent.js',
  directory: '/opt/fleet-agent',
  identityDirectory: '/var/lib/fleet-agent/identity',
  user: 'fleet-agent',
};

/** Not every machine has these programs; where one is, it reads what is made for it. */
const analyzer = ['/usr/bin/systemd-analyze'].filter((path) => existsSync(path));

describe('the definition of the agent as a service', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'service-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function written(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it('leaves no image of the memory, in which the key is, when the watchdog ends it', () => {
    expect(systemdUnit(service).split('\n')).toContain('LimitCORE=0');
  });

  it('starts `run` for its device, waits until it is ready, restarts it always, and feeds a watchdog', () => {
    const lines = systemdUnit(service).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        `ExecStart=${process.execPath} --use-openssl-ca /opt/fleet-agent/agent.js run --json ` +
          '--dir /opt/fleet-agent --identity-dir /var/lib/fleet-agent/identity',
        'Type=notify',
        'User=fleet-agent',
        'Restart=always',
        'WatchdogSec=60',
        'NotifyAccess=all',
      ]),
    );
  });

  it('has a folder for the socket that programs connect to, which its group alone may open', () => {
    const unit = systemdUnit({ ...service, listen: 'unix:/run/fleet-agent/mqtt.sock' });
    expect(unit).toContain(' --listen unix:/run/fleet-agent/mqtt.sock\n');
    expect(unit).toContain('\nRuntimeDirectory=fleet-agent\nRuntimeDirectoryMode=0750\n');
    expect(openRcScript(service)).toContain('--mode 0750 /run/fleet-agent');
  });

  it.each([
    ['/var/lib/fleet-agent/identity', 'StateDirectory=fleet-agent'],
    ['/data/agent/identity', 'ReadWritePaths=/data/agent'],
    [undefined, 'ReadWritePaths=/opt/fleet-agent'],
  ])('lets it write above its identities alone: %s', (identityDirectory, line) => {
    const unit = systemdUnit({ ...service, identityDirectory });
    expect(unit).toContain('\nProtectSystem=strict\n');
    expect(unit.split('\n').filter((each) => /^(State|ReadWrite).*(Directory|Paths)=/.test(each))).toEqual([
      line,
    ]);
  });

  it('lets it write where the claim lies, if it is to remove that', () => {
    const withClaim = systemdUnit({ ...service, claimDirectory: '/opt/fleet-agent/certs' });
    expect(withClaim).toContain('\nReadWritePaths=/opt/fleet-agent/certs\n');
    expect(systemdUnit(service)).not.toContain('certs');
    const inside = { identityDirectory: undefined, claimDirectory: '/opt/fleet-agent/certs' };
    expect(systemdUnit({ ...service, ...inside })).not.toContain('certs');
    expect(() => systemdUnit({ ...service, claimDirectory: '/opt/my certs' })).toThrow(UnusualPathError);
  });

  it.each(['/opt/my agent', '/opt/agent"', '/opt/$(id)', '/opt/100%', '/opt/a\nUser=root'])(
    'is refused for a path that would have to be quoted: %p',
    (directory) => {
      expect(() => systemdUnit({ ...service, directory })).toThrow(UnusualPathError);
      expect(() => openRcScript({ ...service, directory })).toThrow(UnusualPathError);
    },
  );

  it('is a script for a shell where OpenRC reads it', () => {
    const script = openRcScript(service);
    expect(spawnSync('sh', ['-n', written('fleet-agent', script)]).stderr.toString()).toBe('');
    expect(script).toContain(
      'checkpath --directory --owner "fleet-agent" --mode 0700 "/var/lib/fleet-agent/identity"',
    );
  });

  for (const program of analyzer) {
    it('is understood by systemd to the last line', () => {
      const whole = { ...service, claimDirectory: '/opt/fleet-agent/certs' };
      const unit = written('fleet-agent.service', systemdUnit(whole));
      const { stderr, status } = spawnSync(program, ['verify', '--man=no', unit]);
      expect(stderr.toString()).toBe('');
      expect(status).toBe(0);
    });
  }
});
