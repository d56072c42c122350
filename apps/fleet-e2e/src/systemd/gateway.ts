import * as z from 'zod';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import type { TestCloud } from '../deployment/test-cloud';
import { Machine } from './machine';

export const serial = 'gateway-1';
export const socketPath = '/run/fleet-agent/mqtt.sock';

const bundle = '/opt/fleet-agent';
const identities = '/var/lib/fleet-agent/identity';
const agent = `node ${bundle}/agent.js`;
const places = `--dir ${bundle} --identity-dir ${identities}`;

/** A process of an earlier boot may have had the same id. */
const ownJournal =
  'journalctl --boot --output cat _PID=$(systemctl show --value -p MainPID fleet-agent.service)';

const agentStatus = z.object({ certificateId: z.string(), claim: z.optional(z.string()) });

/** A gateway whose maker has followed the page on the agent: a machine with the agent as a service of systemd. */
export class Gateway {
  private constructor(readonly machine: Machine) {}

  /** Boots the machine, brings Node.js and a device's bundle along, and installs the service. */
  static async install({ resources, folder }: TestCloud, fleet: DeployedFleet): Promise<Gateway> {
    const machine = await Machine.boot(resources, folder);
    const gateway = new Gateway(machine);
    await machine.copy(process.execPath, '/usr/local/bin/node');
    await machine.copy(await fleet.unpackBundle(serial), bundle);
    await machine.succeed(`
      set -e
      useradd --system --shell /usr/sbin/nologin fleet-agent
      useradd --system --shell /usr/sbin/nologin --groups fleet-agent meter
      useradd --system --shell /usr/sbin/nologin stranger
      chmod 755 ${bundle}
      chown -R fleet-agent ${bundle}/certs
      echo AGENT_CONNECT_INTERVAL=1 > /etc/fleet-agent.env`);
    await gateway.installService();
    return gateway;
  }

  /** As the page on the agent says, where the programs of the device may connect. */
  async installService(): Promise<void> {
    await this.machine.succeed(`
      set -e
      ${agent} install-service --print ${places} --listen unix:${socketPath} \
        > /etc/systemd/system/fleet-agent.service
      systemctl daemon-reload
      systemctl enable fleet-agent.service`);
  }

  /** What systemd says of the service. */
  async property(name: string): Promise<string> {
    return this.machine.succeed(`systemctl show --value --property ${name} fleet-agent.service`);
  }

  /** What the agent says of itself to its user. */
  async status(): Promise<z.infer<typeof agentStatus>> {
    return agentStatus.parse(JSON.parse(await this.ask('status')));
  }

  /** Has another process of the agent ask the one that runs. */
  ask(command: 'status' | 'rotate'): Promise<string> {
    return this.machine.succeed(`runuser -u fleet-agent -- ${agent} ${command} --json ${places}`);
  }

  /** Waits for an event of the process that runs now. */
  async event(name: string): Promise<void> {
    await this.until(`${ownJournal} | grep -q '"event":"${name}"'`);
  }

  /** How often the process that runs now has said that event. */
  async count(name: string): Promise<number> {
    return Number(
      await this.machine.succeed(
        `journalctl --sync && ${ownJournal} | awk '/"event":"${name}"/ { n++ } END { print n + 0 }'`,
      ),
    );
  }

  /** Waits in the machine, for as long as a watchdog and a restart of the service may take where it is slow. */
  async until(condition: string): Promise<void> {
    await this.machine.succeed(
      `for second in $(seq 400); do if ${condition}; then exit 0; fi; sleep 1; done; exit 1`,
    );
  }

  /** A message of a program of the device. @returns the exit code of mosquitto_pub */
  async publishAs(user: string, payload: string): Promise<number> {
    const options = `--unix ${socketPath} -q 1 -t dt/${serial}/data -m ${payload}`;
    const { exitCode } = await this.machine.run(`runuser -u ${user} -- mosquitto_pub ${options}`);
    return exitCode;
  }
}
