import type { AgentEvent } from '../agent-event';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestNetwork } from '../testing/test-network';
import { TestRun } from '../testing/test-run';

const never = (): Promise<void> => new Promise(() => undefined);

/** A device that is connected, and a server, or a network, that falls silent without a word. */
describe('a device whose server says nothing any more', () => {
  let cloud: TestCloud;
  let network: TestNetwork;
  let device: TestDevice;
  let running: TestRun;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    network = await TestNetwork.before(cloud.port);
    device = new TestDevice({ port: network.port, rootCa: cloud.rootCa, claim: cloud.claim });
    Object.assign(device.settings, { keepAliveSeconds: 1, connectTimeoutMillis: 200 });
    running = new TestRun(device.start());
    await device.sees('listening');
    device.events.length = 0;
  });

  afterEach(async () => {
    await running.end('the test is over');
    await network.close();
    await cloud.close();
    device.dispose();
  });

  const all = <Name extends AgentEvent['event']>(name: Name): Extract<AgentEvent, { event: Name }>[] =>
    device.events.filter((event): event is Extract<AgentEvent, { event: Name }> => event.event === name);

  const expectItIsBack = async (): Promise<void> => {
    device.events.length = 0;
    await device.sees('listening');
    expect(all('certificate-issued')).toEqual([]);
    expect(all('refused')).toEqual([]);
  };

  it('notices by its keep-alive that a connection is dead at the other end, and connects anew', async () => {
    network.isDead = true;
    await device.sees('disconnected');
    expect(all('disconnected')).toEqual([
      {
        event: 'disconnected',
        reason: 'The connection of device-1 ended: the server has said nothing for too long.',
      },
    ]);
    network.isDead = false;
    await expectItIsBack();
  });

  it('gives up a server that accepts its connections and says nothing, and comes back when it speaks', async () => {
    network.isDead = true;
    await device.sees('waiting', 2);
    expect(all('waiting')[1]?.reason).toMatch(/the server takes the connection and says nothing/);
    network.isDead = false;
    await expectItIsBack();
  });

  it('gives up a server that speaks TLS and never sends CONNACK, and comes back when it does', async () => {
    cloud.connack = never;
    cloud.cut();
    await device.sees('waiting', 2);
    expect(all('waiting')[1]?.reason).toMatch(/the server speaks TLS and does not answer to MQTT/);
    cloud.connack = () => Promise.resolve();
    await expectItIsBack();
  });
});
