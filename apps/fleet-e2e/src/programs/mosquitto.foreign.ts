import { ResourceStack } from '@fleet/resource-stack';
import { RunningProgram, runProgram } from '../foreign-clients/foreign-client';
import { startSharingDevice, type SharingDevice } from './sharing-device';

describe.each(['mqttv311', 'mqttv5'])('mosquitto, as a program of a device, with %s', (version) => {
  const resources = new ResourceStack();
  let device: SharingDevice;

  beforeAll(async () => {
    device = await startSharingDevice(resources);
  });

  afterAll(() => resources.dispose());

  const common = (): string[] => ['--unix', device.socketPath, '-V', version, '-q', '1'];
  const publish = (topic: string) =>
    runProgram(resources, 'mosquitto_pub', [...common(), '-t', topic, '-m', 'hello']);

  it('publishes, and gets what it has subscribed to', async () => {
    const topic = `cmd/${device.serial}/jobs/1`;
    const options = ['-oL', 'mosquitto_sub', '-d', ...common(), '-t', `cmd/${device.serial}/jobs/#`];
    const receiver = new RunningProgram(resources, 'stdbuf', [...options, '-F', 'got %t %q %p']);
    await receiver.line(/^Subscribed/);
    expect(await publish(topic)).toMatchObject({ exitCode: 0 });
    expect(await receiver.line(/^got/)).toBe(`got ${topic} 1 hello`);
  });

  it('learns how the agent is', async () => {
    const options = [...common(), '-t', '$local/agent/status', '-C', '1'];
    const { stdout } = await runProgram(resources, 'mosquitto_sub', options);
    expect(JSON.parse(stdout)).toMatchObject({ connected: true, thingName: device.serial });
  });

  it('is told what it may not do', async () => {
    const { stdout, stderr } = await publish(`cmd/${device.serial}/alerts`);
    expect(`${stdout}${stderr}`).toMatch(version === 'mqttv5' ? /not authorized/i : /connection was lost/i);
  });
});
