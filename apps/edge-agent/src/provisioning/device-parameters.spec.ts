import { rotateDevice } from '../rotation/rotate-device';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { provisionDevice } from './provision-device';

const never = new AbortController().signal;
const minute = 60_000;

describe('a device that says something of itself', () => {
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
  });
  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  it('says it when it is provisioned, and not when it rotates; who it is stays its own', async () => {
    device.parameters = { Firmware: '2.1', SerialNumber: 'another', ModelType: 'another' };
    const { connection } = await provisionDevice(device.start(), minute, never);
    await connection.close();
    await rotateDevice(device.start(), minute, never);
    const who = { SerialNumber: 'device-1', ModelType: 'model-a' };
    expect(cloud.registrations.map(({ parameters }) => parameters)).toEqual([
      { Firmware: '2.1', ...who },
      who,
    ]);
  });
});
