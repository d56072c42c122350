import { provisionDevice } from '../provisioning/provision-device';
import { NotDoneInTimeError } from '../provisioning/patience';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { rotateDevice } from './rotate-device';

const never = new AbortController().signal;
const minute = 60_000;

describe('a rotation by hand, where no agent is running', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let first: string;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
    const { identity, connection } = await provisionDevice(device.start(), minute, never);
    await connection.close();
    first = identity.record.certificateId;
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  it('ends with a new identity, and keeps no key of the old one', async () => {
    const agent = device.start();
    const { name, record } = await rotateDevice(agent, minute, never);
    expect(record.certificateId).not.toBe(first);
    expect(agent.identities.all().map((identity) => identity.name)).toEqual([name]);
  });

  it('tries again when the successor is not let in at once, and asks for no second one', async () => {
    const refused = new Set<string>();
    cloud.admits = (certificateId) =>
      certificateId === first || refused.size === refused.add(certificateId).size;
    const { record } = await rotateDevice(device.start(), minute, never);
    expect([...refused]).toEqual([record.certificateId]);
    expect(cloud.registrations).toHaveLength(2);
  });

  it('leaves the device with what it has when the cloud refuses', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    const agent = device.start();
    await expect(rotateDevice(agent, minute, never)).rejects.toBeInstanceOf(NotDoneInTimeError);
    expect(agent.identities.current()?.record).toMatchObject({ certificateId: first, state: 'proven' });
  });
});
