import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { Gateway, serial, socketPath } from './gateway';

const hour = 3_600_000;
const show = 'systemctl show --value fleet-agent.service';

/** What a maker of gateways tries before a release: one machine, and what happens to it one after the other. */
describe('the agent as a service of systemd', () => {
  const resources = new ResourceStack();
  let fleet: DeployedFleet;
  let gateway: Gateway;
  /** The certificate that the device has to have. */
  let inForce: string;

  beforeAll(async () => {
    const testCloud = await startDeployedCloud(resources);
    fleet = new DeployedFleet(testCloud);
    gateway = await Gateway.install(testCloud, fleet);
  });
  beforeEach(() => void process.stderr.write(`  … ${expect.getState().currentTestName ?? ''}\n`));
  afterAll(() => resources.dispose());

  const shell = (script: string): Promise<string> => gateway.machine.succeed(script);

  /** It was started anew, is connected, and programs reach the cloud through it. */
  const isBack = async (restarts: number): Promise<void> => {
    await gateway.until(`[ "$(${show} -p NRestarts,ActiveState | sort | xargs)" = "${restarts} active" ]`);
    await gateway.event('connected');
    expect(await gateway.publishAs('meter', 'back')).toBe(0);
  };

  it('is ready when programs can connect, and provisions the device', async () => {
    await shell('systemctl start fleet-agent.service && test -S /run/fleet-agent/mqtt.sock');
    expect(await gateway.property('Type')).toBe('notify');
    await gateway.event('confirmed');
    inForce = (await gateway.status()).certificateId;
    await fleet.proven(serial, inForce);
  });

  it('runs in the sandbox: without rights, without core files, and with a filter of system calls', async () => {
    const own = '/proc/$(systemctl show --value -p MainPID fleet-agent.service)';
    expect(await shell(`grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' ${own}/status | xargs`)).toBe(
      'CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 Seccomp: 2',
    );
    expect(await shell(`grep 'Max core' ${own}/limits`)).toMatch(/size +0 +0 /);
    const writable = `nsenter --mount --target $(basename ${own}) runuser -u fleet-agent -- test -w`;
    for (const [path, exitCode] of Object.entries({
      '/opt/fleet-agent/certs': 1,
      '/var/lib/fleet-agent': 0,
    })) {
      expect([path, (await gateway.machine.run(`${writable} ${path}`)).exitCode]).toEqual([path, exitCode]);
    }
  });

  it('lets the users of its group publish, and nobody else', async () => {
    expect(await gateway.publishAs('meter', 'hello')).toBe(0);
    expect(await gateway.publishAs('stranger', 'hello')).not.toBe(0);
    expect(await shell('stat -c "%a %U %G" /run/fleet-agent')).toBe('750 fleet-agent fleet-agent');
  });

  it('keeps a program connected through a rotation', async () => {
    const options = `--unix ${socketPath} -q 1 -t cmd/${serial}/jobs -C 1 -W 600 --debug`;
    await shell(
      `systemd-run --unit listener --uid meter -p Type=exec stdbuf --output=L mosquitto_sub ${options}`,
    );
    await gateway.until('journalctl --output cat --unit listener | grep -q SUBACK');
    const disconnected = await gateway.count('program-disconnected');
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + hour));
    await gateway.ask('rotate');
    const { certificateId } = await gateway.status();
    expect(certificateId).not.toBe(inForce);
    await fleet.proven(serial, certificateId);
    inForce = certificateId;
    // The listener would connect again by itself.
    expect(await gateway.count('program-disconnected')).toBe(disconnected);
    await shell(
      `runuser -u meter -- mosquitto_pub --unix ${socketPath} -q 1 -t cmd/${serial}/jobs -m after-it`,
    );
    await gateway.until('journalctl --output cat --unit listener | grep -q after-it');
    expect(await shell('journalctl --output cat --unit listener | grep -c "sending CONNECT"')).toBe('1');
  });

  it('is started again with its identity when it was killed', async () => {
    await shell('systemctl kill --kill-whom=main --signal=SIGKILL fleet-agent.service');
    await isBack(1);
    expect((await gateway.status()).certificateId).toBe(inForce);
  });

  it('is ended by the watchdog when it stands still, and is started again', async () => {
    await shell('systemctl kill --kill-whom=main --signal=SIGSTOP fleet-agent.service');
    await isBack(2);
    expect(await shell('journalctl --output cat --unit fleet-agent.service')).toContain('Watchdog timeout');
    expect((await gateway.status()).certificateId).toBe(inForce);
  });

  it('has its identity after a reboot of the machine', async () => {
    await gateway.machine.reboot();
    await isBack(0);
    expect((await gateway.status()).certificateId).toBe(inForce);
    expect((await fleet.registry.find(serial))?.current).toBe(inForce);
  });

  it('removes the claim, where it is to', async () => {
    await shell(
      `sed -i 's/{/{"claim":"remove-after-proof",/' /opt/fleet-agent/machine_config.json && ls /opt/fleet-agent/certs | grep bootstrap`,
    );
    await gateway.installService();
    await shell('systemctl restart fleet-agent.service');
    await gateway.event('claim-removed');
    expect(await shell('ls /opt/fleet-agent/certs')).toBe('root.ca.pem');
    expect((await gateway.status()).claim).toMatch(/^removed/);
  });

  it('is ready where the cloud cannot be reached, too', async () => {
    await shell('echo HTTPS_PROXY=http://127.0.0.1:9 >> /etc/fleet-agent.env');
    await shell('systemctl restart fleet-agent.service && test -S /run/fleet-agent/mqtt.sock');
    await gateway.event('waiting');
  });

  it('is ready without a watchdog, too', async () => {
    const dropIn = '/etc/systemd/system/fleet-agent.service.d';
    await shell(`mkdir ${dropIn} && printf '[Service]\\nWatchdogSec=0\\n' > ${dropIn}/watchdog.conf`);
    await shell('systemctl daemon-reload && systemctl restart fleet-agent.service');
    expect(await gateway.property('WatchdogUSec')).toBe('0');
    await gateway.event('waiting');
  });

  it('ends with 0 when it is told to', async () => {
    await shell('systemctl stop fleet-agent.service');
    expect(await gateway.property('Result')).toBe('success');
    expect(await gateway.property('ExecMainStatus')).toBe('0');
    expect(await gateway.property('ExecMainCode')).toBe('1');
  });

  it('has written no secret to the journal, and nothing outside of its folders', async () => {
    const journal = await shell('journalctl --output cat --unit fleet-agent.service');
    expect(journal).toContain('"event":"confirmed"');
    expect(journal).not.toMatch(/PRIVATE KEY|OwnershipToken/);
    const keys = (await shell('cat /var/lib/fleet-agent/identity/*/private.pem.key')).split('\n');
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.filter((line) => journal.includes(line))).toEqual([]);
    expect(await shell('find / -xdev -user fleet-agent -not -path "/proc/*" -type f | sort')).not.toMatch(
      /^\/(?!var\/lib\/fleet-agent\/|opt\/fleet-agent\/certs\/)/m,
    );
  });

  it('has little to attack, as systemd counts it', async () => {
    const said = await shell('systemd-analyze security --no-pager fleet-agent.service | tail -1');
    process.stderr.write(`    ${said}\n`);
    expect(Number(/: ([\d.]+) /.exec(said)?.[1])).toBeLessThan(3);
  });
});
