import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alertsTopic, confirmationTopic } from '@fleet/fleet-contract';
import { startAgent, type ManagedProcess } from '@fleet/local-fleet';
import { until } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { certificateIdOf, createIdentity } from '../devices/identity';
import { CloudFaults } from '../faults/cloud-faults';
import { readIdentityFolder } from '../kill/trial-device';
import { ProgramClient } from './program-client';

const hour = 3_600_000;

/** Of which the agent is killed in the middle. The target `program-messages` has 10,000. */
const messages = Number(process.env['PROGRAM_MESSAGES'] ?? '400');

/** Real programs, the real agent, and a cloud that knows the device's real policy. */
describe('programs of a device', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let fleet: DeployedFleet;
  let faults: CloudFaults;
  /** Payloads of everything that devices have published, by topic. */
  const arrived = new Map<string, Set<string>>();

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources, { quotas: 'aws' });
    fleet = new DeployedFleet(testCloud);
    faults = new CloudFaults(testCloud.cloud);
    const { iot } = testCloud;
    const everything = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [everything] });
    await iot.createPolicy({ policyName: 'observer', policyDocument });
    const observer = await fleet.connect(await createIdentity(iot, 'observer'), { clientId: 'observer' });
    observer.onMessage((topic, payload) => {
      arrived.set(topic, (arrived.get(topic) ?? new Set()).add(Buffer.from(payload).toString()));
    });
    await observer.subscribe(['dt/#']);
  });
  afterEach(() => faults.clear());
  afterAll(() => resources.dispose());

  interface Device {
    readonly serial: string;
    readonly folder: string;
    readonly socketPath: string;
    readonly data: string;
  }

  let devices = 0;
  const newDevice = async (): Promise<Device> => {
    const serial = `sharing-${(devices += 1)}`;
    const folder = await fleet.unpackBundle(serial);
    return { serial, folder, socketPath: join(folder, 'run', 'mqtt.sock'), data: `dt/${serial}/data` };
  };
  const run = async ({ folder, socketPath }: Device): Promise<ManagedProcess> => {
    const agent = startAgent(folder, ['run', '--rotation-spread', '0', '--listen', `unix:${socketPath}`], {
      resources,
    });
    await agent.line((line) => (line.includes('"listening"') ? true : undefined));
    return agent;
  };
  const program = ({ socketPath }: Device, clientId: string, protocolVersion: 4 | 5 = 5) =>
    ProgramClient.start(resources, socketPath, { clientId, protocolVersion });

  /** What is acknowledged is with AWS; subscribers get it soon. */
  const haveArrived = ({ data }: Device, payloads: ReadonlySet<string>): Promise<void> =>
    until(() => [...payloads].every((payload) => arrived.get(data)?.has(payload) === true));

  it('has no PUBACK where AWS has withheld its own, and what it sends next has', async () => {
    const device = await newDevice();
    await run(device);
    const meter = await program(device, 'meter');
    await faults.add('mqtt:puback', 'withhold', '--topic', device.data);
    let acknowledged = false;
    void meter.publish(device.data, 'withheld').then(() => (acknowledged = true));
    await faults.hasFired(1);
    await meter.publish(device.data, 'next');
    expect(acknowledged).toBe(false);
    await haveArrived(device, new Set(['withheld', 'next']));
  });

  it.each([4, 5] as const)('publish and subscribe several at once, with MQTT version %i', async (version) => {
    const device = await newDevice();
    await run(device);
    const [one, other] = [await program(device, 'one', version), await program(device, 'other', version)];
    await one.subscribe(`cmd/${device.serial}/+`);
    await other.subscribe(device.data);
    await one.publish(`cmd/${device.serial}/jobs`, 'to one');
    await one.publish(device.data, 'to the other');
    await one.until(() => one.received.length > 0);
    await other.until(() => other.received.length > 0);
    expect([one.received, other.received]).toEqual([
      [`cmd/${device.serial}/jobs to one`],
      [`${device.data} to the other`],
    ]);
  });

  it('reach nothing of the agent or of other devices, and the device stays connected', async () => {
    const device = await newDevice();
    const agent = await run(device);
    const hostile = await program(device, 'hostile');
    const { serial, data } = device;
    for (const topic of [
      alertsTopic(serial),
      confirmationTopic(serial),
      '$aws/certificates/create/json',
      `$aws/provisioning-templates/${fleet.names.rotationTemplate}/provision/json`,
      `$aws/things/${serial}/nonsense`,
      '$local/agent/status',
      'dt/another/data',
    ]) {
      await expect(hostile.publish(topic, '{"msg":"rotate_cert"}')).rejects.toThrow(/Not authorized/);
    }
    for (const filter of [
      '#',
      `cmd/${serial}/#`,
      `+/${serial}/cert/confirmed`,
      '$aws/certificates/create-from-csr/json/accepted',
      `$aws/things/${serial}/nonsense`,
      `$share/group/${data}`,
      'dt/+/data',
    ]) {
      await expect(hostile.subscribe(filter)).rejects.toThrow();
    }
    await hostile.publish(data, 'harmless');
    expect(agent.stdout.filter((line) => /"(disconnected|rotation-ordered)"/.test(line))).toEqual([]);
  });

  it('notice no more of a rotation than a pause, also one that floods', async () => {
    const device = await newDevice();
    const agent = await run(device);
    const { identity } = await readIdentityFolder(device);
    await fleet.proven(device.serial, certificateIdOf(identity));
    await fleet.registry.grantPermit(device.serial, 'rotate', new Date(Date.now() + hour));
    const [flood, listener] = [await program(device, 'flood'), await program(device, 'listener')];
    await listener.subscribe(`cmd/${device.serial}/jobs`);
    const acknowledged = new Set<string>();
    const over = new AbortController();
    const pour = async (lane: number): Promise<void> => {
      for (let index = 0; !over.signal.aborted; index += 1) {
        const payload = `${lane}-${index}`;
        await flood.publish(device.data, payload);
        acknowledged.add(payload);
      }
    };
    const lanes = Array.from({ length: 200 }, (_each, lane) => pour(lane));
    await startAgent(device.folder, ['rotate'], { resources }).succeed();
    await listener.publish(`cmd/${device.serial}/jobs`, 'after');
    await listener.until(() => listener.received.length > 0);
    over.abort();
    await Promise.all(lanes);
    expect((await readIdentityFolder(device)).identity).not.toEqual(identity);
    await haveArrived(device, acknowledged);
    expect([flood.connects, listener.connects]).toEqual([1, 1]);
    expect(agent.stdout.filter((line) => line.includes('"program-disconnected"'))).toEqual([]);
    // What comes faster than AWS IoT Core allows a connection is discarded, be it the agent's own.
    const said = [...agent.stdout, ...agent.stderr];
    expect(said.filter((line) => line.includes('has not acknowledged'))).toEqual([]);
  });

  it('leave room for a rotation, whatever those before a restart had subscribed to', async () => {
    const device = await newDevice();
    const { serial, folder } = device;
    const filters = (kind: string): string[] =>
      Array.from({ length: 40 }, (_each, index) => `cmd/${serial}/${kind}/${index}`);
    const killed = await run(device);
    const { identity } = await readIdentityFolder(device);
    await fleet.proven(serial, certificateIdOf(identity));
    const first = await program(device, 'first');
    await Promise.all(filters('before').map((filter) => first.subscribe(filter)));
    await first.end();
    await killed.stop('SIGKILL');
    await run(device);
    const second = await program(device, 'second');
    await Promise.all(filters('after').map((filter) => second.subscribe(filter)));
    await expect(second.subscribe(`cmd/${serial}/one-more`)).rejects.toThrow(/Quota exceeded/);
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + hour));
    await startAgent(folder, ['rotate'], { resources }).succeed();
    expect((await readIdentityFolder(device)).identity).not.toEqual(identity);
  });

  it(`lose nothing that was acknowledged when the agent is killed in the middle of ${messages} messages`, async () => {
    const device = await newDevice();
    const killed = await run(device);
    const meter = await program(device, 'meter');
    const acknowledged = new Set<string>();
    let told: () => void = () => undefined;
    const halfway = new Promise<void>((resolve) => (told = resolve));
    const sent = Array.from({ length: messages }, async (_each, index) => {
      await meter.publish(device.data, `message ${index}`);
      acknowledged.add(`message ${index}`);
      if (acknowledged.size === Math.floor(messages / 2)) {
        told();
      }
    });
    await halfway;
    await killed.stop('SIGKILL');
    await haveArrived(device, new Set(acknowledged));
    expect(existsSync(device.socketPath)).toBe(true);
    await run(device);
    await Promise.all(sent);
    await haveArrived(device, acknowledged);
    expect(acknowledged.size).toBe(messages);
    expect(meter.connects).toBeGreaterThan(1);
  });
});
