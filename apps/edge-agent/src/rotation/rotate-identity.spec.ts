import type { Agent } from '../agent';
import type { Carrier } from '../provisioning/carrier';
import { provisionDevice } from '../provisioning/provision-device';
import { IdentityStorageError } from '../identity/storage-error';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { isRotationInterrupted, rotateIdentity, SwitchRefusedError } from './rotate-identity';

const never = new AbortController().signal;
const minute = 60_000;

describe('the rotation of an identity', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let agent: Agent;
  let carrier: Carrier;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
    agent = device.start();
    carrier = await provisionDevice(agent, minute, never);
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  const idOf = ({ identity }: Carrier): string => identity.record.certificateId;

  async function restart(): Promise<Carrier> {
    cloud.cut();
    agent = device.start();
    carrier = await provisionDevice(agent, minute, never);
    return carrier;
  }

  it('goes on with a new certificate under the same name, and keeps no key of the old one', async () => {
    const next = await rotateIdentity(agent, carrier, never);
    expect(idOf(next)).not.toBe(idOf(carrier));
    expect(cloud.confirmations.at(-1)).toEqual({ certificateId: idOf(next), clientId: 'device-1' });
    expect(agent.identities.all()).toEqual([next.identity]);
    expect(agent.identities.current()).toEqual(next.identity);
    expect(carrier.connection.closed).toBeDefined();
  });

  it('asks over the current connection, by the rotation template, and never uses the claim', async () => {
    cloud.connects.length = 0;
    await rotateIdentity(agent, carrier, never);
    expect(cloud.registrations.at(-1)?.template).toBe('rotation');
    expect(cloud.connects.map(({ clientId }) => clientId)).toEqual(['device-1']);
  });

  it('stays where it is when the cloud refuses', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow(/403/);
    expect(carrier.connection.closed).toBeUndefined();
    expect(agent.identities.current()).toEqual(carrier.identity);
  });

  it('registers the same certificate at the next try', async () => {
    cloud.registerScript.push({ statusCode: 503, errorCode: 'ServiceUnavailable' });
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    expect(isRotationInterrupted(agent)).toBe(true);
    await restart();
    const next = await rotateIdentity(agent, carrier, never);
    expect(agent.identities.all()).toEqual([next.identity]);
    expect(cloud.idsOf('PENDING_ACTIVATION')).toEqual([]);
  });

  it('comes up with the successor after a lost answer and a restart', async () => {
    cloud.registerScript.push('lost');
    const old = idOf(carrier);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    await restart();
    expect(idOf(carrier)).not.toBe(old);
    expect(agent.identities.all()).toEqual([carrier.identity]);
    expect(isRotationInterrupted(agent)).toBe(false);
  });

  it('keeps its connection while the successor is not let in yet, and switches later', async () => {
    const old = idOf(carrier);
    refuseSuccessors(true);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow(SwitchRefusedError);
    expect(carrier.connection.closed).toBeUndefined();
    expect(idOf(await restart())).toBe(old);

    refuseSuccessors(false);
    const next = await rotateIdentity(agent, carrier, never);
    expect(idOf(next)).not.toBe(old);
    expect(cloud.registrations.filter(({ template }) => template === 'rotation')).toHaveLength(1);
  });

  it('makes room for another successor when one is refused for good', async () => {
    refuseSuccessors(true);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    const [refused] = agent.identities.all().filter(({ name }) => name !== carrier.identity.name);
    for (let round = 2; round <= 5; round += 1) {
      expect(agent.identities.all()).toHaveLength(2);
      device.timing.pass(3 * minute);
      await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    }
    expect(agent.identities.all()).toEqual([carrier.identity]);

    refuseSuccessors(false);
    const next = await rotateIdentity(agent, carrier, never);
    expect(next.identity.name).not.toBe(refused?.name);
  });

  it('returns to the old identity when the successor is let in but cannot confirm', async () => {
    const old = idOf(carrier);
    cloud.cutOnConfirmation = (certificateId) => certificateId !== old;
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    expect(idOf(await restart())).toBe(old);

    cloud.cutOnConfirmation = () => false;
    await restart();
    expect(idOf(carrier)).not.toBe(old);
    expect(agent.identities.all()).toEqual([carrier.identity]);
  });

  it('waits out eleven seconds between any two connects of the switch and the way back', async () => {
    const old = idOf(carrier);
    const arrivals: number[] = [];
    cloud.admits = () => arrivals.push(device.timing.elapsed()) > 0;
    cloud.cutOnConfirmation = (certificateId) => certificateId !== old;
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    expect(idOf(await provisionDevice(agent, minute, never))).toBe(old);
    expect(arrivals).toHaveLength(3);
    for (const [index, at] of arrivals.slice(1).entries()) {
      expect(at - (arrivals[index] ?? 0)).toBeGreaterThanOrEqual(11_000);
    }
  });

  it('keeps a successor that was let in late, though the acknowledgement of its confirmation got lost', async () => {
    cloud.provisioning.retires = true;
    await restart();
    const old = idOf(carrier);
    refuseSuccessors(true);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    device.timing.pass(60 * minute);
    refuseSuccessors(false);
    cloud.fault = (step, id) => (step === 'confirmed' && id !== old ? 'cut' : undefined);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow(SwitchRefusedError);
    expect(cloud.idsOf('ACTIVE')).not.toContain(old);

    cloud.fault = () => undefined;
    expect([idOf(await restart())]).toEqual(cloud.idsOf('ACTIVE'));
    expect(cloud.registrations.filter(({ template }) => template === 'provisioning')).toHaveLength(1);
  });

  it('keeps a successor whose lost registration shows late, though its acknowledgement got lost, too', async () => {
    cloud.provisioning.retires = true;
    await restart();
    const old = idOf(carrier);
    cloud.registerScript.push('lost');
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    refuseSuccessors(true);
    await restart();
    device.timing.pass(30 * minute);
    refuseSuccessors(false);
    cloud.fault = (step, id) => (step === 'confirmed' && id !== old ? 'cut' : undefined);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    expect(cloud.idsOf('ACTIVE')).not.toContain(old);

    cloud.fault = () => undefined;
    expect([idOf(await restart())]).toEqual(cloud.idsOf('ACTIVE'));
    expect(cloud.registrations.filter(({ template }) => template === 'provisioning')).toHaveLength(1);
  });

  it('keeps a successor whose token is refused after a lost answer, until it is refused for good', async () => {
    const old = idOf(carrier);
    cloud.registerScript.push('lost');
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    refuseSuccessors(true);
    await restart();
    expect(idOf(carrier)).toBe(old);
    const [, successor] = agent.identities.all();
    for (let round = 2; round <= 4; round += 1) {
      device.timing.pass(60 * minute);
      await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow(SwitchRefusedError);
      expect(agent.identities.all()).toEqual([carrier.identity, successor]);
    }
    refuseSuccessors(false);
    const next = await rotateIdentity(agent, carrier, never);
    expect(next.identity.name).toBe(successor?.name);
    expect(cloud.registrations.filter(({ template }) => template === 'rotation').length).toBeGreaterThan(1);
    expect(cloud.idsOf('ACTIVE')).toHaveLength(2);
  });

  it('asks for another successor when one whose token is refused is refused for good', async () => {
    cloud.registerScript.push('lost');
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    refuseSuccessors(true);
    await restart();
    for (let round = 2; round <= 5; round += 1) {
      expect(agent.identities.all()).toHaveLength(2);
      device.timing.pass(3 * minute);
      await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    }
    expect(agent.identities.all()).toEqual([carrier.identity]);
  });

  it('keeps a successor of the one that is confirmed, though that was not recorded as proven before', async () => {
    const recordProven = jest.spyOn(agent.identities, 'recordProven').mockImplementation(() => {
      throw new IdentityStorageError('the disk is full');
    });
    const second = await rotateIdentity(agent, carrier, never);
    expect(second.identity.record.state).toBe('registered');
    cloud.admits = (id) => id === idOf(second);
    await expect(rotateIdentity(agent, second, never)).rejects.toThrow(SwitchRefusedError);
    const third = agent.identities.all().at(-1);
    recordProven.mockRestore();
    expect(idOf(await restart())).toBe(idOf(second));
    expect(agent.identities.all()).toEqual([carrier.identity, third]);

    cloud.admits = () => true;
    expect((await restart()).identity.name).toBe(third?.name);
    expect(agent.identities.all()).toEqual([carrier.identity]);
  });

  it('holds messages back while the switch is under way, and fails them with the old connection, to be sent again', async () => {
    const line = new TextEncoder().encode('held');
    let sent: Promise<unknown> | undefined;
    cloud.admits = (id) => {
      if (id !== idOf(carrier)) {
        sent ??= carrier.connection.publish('dt/device-1/data', line, { qos: 1 }).catch(String);
      }
      return true;
    };
    await rotateIdentity(agent, carrier, never);
    expect(await sent).toMatch(/another connection with its client id replaced it|the agent closed it/);
    expect(cloud.received('dt/device-1/data')).toEqual([]);
  });

  it('lets messages out again when the switch has failed', async () => {
    refuseSuccessors(true);
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    await carrier.connection.publish('dt/device-1/data', new TextEncoder().encode('on'), { qos: 1 });
    expect(cloud.received('dt/device-1/data')).toEqual(['on']);
  });

  it('does not count as interrupted once the token of a refused one has expired', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    expect(isRotationInterrupted(agent)).toBe(true);
    device.timing.pass(60 * minute);
    expect(isRotationInterrupted(agent)).toBe(false);
  });

  it('never takes an old identity that could not be removed for a successor', async () => {
    const remove = jest.spyOn(agent.identities, 'remove').mockImplementation(() => {
      throw new IdentityStorageError('the file system is read-only');
    });
    const old = idOf(carrier);
    const next = await rotateIdentity(agent, carrier, never);
    expect(agent.identities.all().map(({ record }) => record)).toMatchObject([
      { certificateId: old },
      { certificateId: idOf(next) },
    ]);

    remove.mockRestore();
    const third = await rotateIdentity(agent, next, never);
    expect([old, idOf(next)]).not.toContain(idOf(third));
    expect(agent.identities.all()).toEqual([third.identity]);
  });

  it('stays on the old identity while the disk is full, and switches when there is room again', async () => {
    const old = idOf(carrier);
    const full = new IdentityStorageError('the disk is full');
    const makeCurrent = jest.spyOn(agent.identities, 'makeCurrent').mockImplementation((identity) => {
      if (identity.name !== carrier.identity.name) {
        throw full;
      }
    });
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow(full);
    expect(idOf(await provisionDevice(agent, minute, never))).toBe(old);

    makeCurrent.mockRestore();
    expect(idOf(await restart())).not.toBe(old);
    expect(agent.identities.all()).toEqual([carrier.identity]);
  });

  it('returns to the old identity though the disk is too full to say that it is in use again', async () => {
    const old = idOf(carrier);
    cloud.cutOnConfirmation = (certificateId) => certificateId !== old;
    await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow();
    jest.spyOn(agent.identities, 'makeCurrent').mockImplementation(({ name }) => {
      if (agent.identities.current()?.name !== name) {
        throw new IdentityStorageError('the disk is full');
      }
    });
    expect(idOf(await provisionDevice(agent, minute, never))).toBe(old);
    expect(device.events).toContainEqual({ event: 'warning', message: 'the disk is full' });

    cloud.cutOnConfirmation = () => false;
    expect(idOf(await restart())).not.toBe(old);
  });

  it('returns to the old identity when nobody acknowledges what the successor says', async () => {
    jest.useFakeTimers({
      advanceTimers: true,
      doNotFake: ['setImmediate', 'nextTick', 'performance', 'Date'],
    });
    try {
      const old = idOf(carrier);
      cloud.fault = (step, id) => {
        if (step !== 'confirmed' || id === old) {
          return undefined;
        }
        setImmediate(() => jest.advanceTimersByTime(20_000));
        return 'silence';
      };
      await expect(rotateIdentity(agent, carrier, never)).rejects.toThrow(/took longer than 20 s/);
      expect(idOf(await provisionDevice(agent, minute, never))).toBe(old);
    } finally {
      jest.useRealTimers();
    }
  });

  function refuseSuccessors(refuse: boolean): void {
    const old = idOf(carrier);
    cloud.admits = (certificateId) => !refuse || certificateId === old;
  }
});
