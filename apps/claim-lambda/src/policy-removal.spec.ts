import { pino } from 'pino';
import { removePolicies } from './policy-removal';
import { IotInMemory } from './testing/iot-in-memory';

const log = pino({ level: 'silent' });

describe('deleting the policies of the fleet', () => {
  let iot: IotInMemory;
  let at: number;
  beforeEach(() => {
    at = 0;
    iot = new IotInMemory(() => new Date(at));
    iot.policies.set('birth', ['1', '2', '3']);
    iot.policies.set('production', ['1']);
  });

  const remove = () =>
    removePolicies({
      iot: iot.client,
      policyNames: ['birth', 'production'],
      pause: async (millis) => {
        at += millis;
        await Promise.resolve();
      },
      log,
    });

  it('takes no time where nothing keeps them, and takes their old versions with them', async () => {
    await remove();
    expect([at, [...iot.policies.keys()]]).toEqual([0, []]);
  });

  it('is content where they are gone already', async () => {
    iot.policies.clear();
    await remove();
    expect(at).toBe(0);
  });

  it('waits for as long as AWS IoT keeps one that was detached, up to five minutes', async () => {
    iot.keepsPolicy = (name) => name === 'birth' && at < 300_000;
    await remove();
    expect([...iot.policies.keys()]).toEqual([]);
    expect(at).toBeLessThan(320_000);
  });

  it('leaves to CloudFormation what is kept for longer, as something else uses it', async () => {
    iot.keepsPolicy = (name) => name === 'production';
    await remove();
    expect([...iot.policies.keys()]).toEqual(['production']);
    expect(at).toBeGreaterThan(300_000);
    expect(at).toBeLessThan(330_000);
  });
});
