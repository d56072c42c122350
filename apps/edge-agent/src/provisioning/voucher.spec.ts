import { DeviceFolderError } from '../device/device-folder';
import { rotateDevice } from '../rotation/rotate-device';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { provisionDevice } from './provision-device';

const never = new AbortController().signal;
const minute = 60_000;

describe('a device with a voucher', () => {
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
    device.voucher = 'the voucher';
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  const provision = async (): Promise<void> => {
    const { connection } = await provisionDevice(device.start(), minute, never);
    await connection.close();
  };
  const shown = () => cloud.registrations.map(({ template, voucher }) => [template, voucher]);

  it('shows it with its claim, and a rotation goes without', async () => {
    await provision();
    await rotateDevice(device.start(), minute, never);
    expect(shown()).toEqual([
      ['provisioning', 'the voucher'],
      ['rotation', undefined],
    ]);
  });

  it('shows it again when it asks again, and shows the one that it has then', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await expect(provision()).rejects.toThrow('403');
    device.voucher = 'another voucher';
    await provision();
    expect(shown().at(-1)).toEqual(['provisioning', 'another voucher']);
  });

  it('never reports it', async () => {
    await provision();
    expect(JSON.stringify(device.events)).not.toContain('the voucher');
  });

  it('is told of a voucher that can be of no use before it asks for anything', async () => {
    const agent = device.start();
    const readVoucher = (): never => {
      throw new DeviceFolderError('voucher.jws is the voucher of another device');
    };
    const broken = { ...agent, device: { ...agent.device, readVoucher } };
    await expect(provisionDevice(broken, minute, never)).rejects.toThrow('voucher of another device');
    expect(cloud.connects).toEqual([]);
  });

  it('needs none to connect with what it has', async () => {
    await provision();
    const agent = device.start();
    const readVoucher = (): never => {
      throw new DeviceFolderError('voucher.jws is damaged');
    };
    const { connection } = await provisionDevice(
      { ...agent, device: { ...agent.device, readVoucher } },
      minute,
      never,
    );
    await connection.close();
  });
});
