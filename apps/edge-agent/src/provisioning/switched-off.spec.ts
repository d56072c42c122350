import type { Agent } from '../agent';
import type { IdentityStore } from '../identity/identity-store';
import { isRotationInterrupted, rotateIdentity } from '../rotation/rotate-identity';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { bringUp } from './bring-up';

const never = new AbortController().signal;

/** The methods of the store by which the disk changes. */
const changes = new Set<string | symbol>([
  'create',
  'recordIssued',
  'recordRegistered',
  'recordProven',
  'makeCurrent',
  'remove',
]);

class SwitchedOffError extends Error {
  override readonly name = 'SwitchedOffError';
}

/** A store whose device is switched off just before, or just after, its n-th change. */
function switchedOff(store: IdentityStore, at: number, when: 'before' | 'after'): IdentityStore {
  let count = 0;
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') {
        return member;
      }
      return (...args: unknown[]): unknown => {
        count += changes.has(name) ? 1 : 0;
        if (count > at || (count === at && when === 'before')) {
          throw new SwitchedOffError();
        }
        const result: unknown = Reflect.apply(member, target, args);
        if (count === at && changes.has(name)) {
          throw new SwitchedOffError();
        }
        return result;
      };
    },
  });
}

describe('a device that is switched off at its n-th change of the disk, and on again', () => {
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    cloud.provisioning.retires = true;
  });

  afterEach(() => cloud.close());

  async function provision(agent: Agent): Promise<void> {
    const { connection } = await bringUp(agent, { useClaim: false }, never);
    await connection.close();
  }

  async function rotate(agent: Agent): Promise<void> {
    const carrier = await bringUp(agent, { useClaim: false }, never);
    const next = await rotateIdentity(agent, carrier, never);
    await next.connection.close();
  }

  /** As `run` does after a start. */
  async function comeBack(): Promise<Agent> {
    const agent = device.start();
    await provision(agent);
    if (isRotationInterrupted(agent)) {
      await rotate(agent);
    }
    return agent;
  }

  /** @returns whether the device was switched off before it was done */
  async function isSwitchedOff(
    act: (agent: Agent) => Promise<void>,
    at: number,
    when: 'before' | 'after',
  ): Promise<boolean> {
    const agent = device.start();
    try {
      await act({ ...agent, identities: switchedOff(agent.identities, at, when) });
      return false;
    } catch (error) {
      if (error instanceof SwitchedOffError) {
        return true;
      }
      throw error;
    }
  }

  it.each([
    { what: 'its first provisioning', prepare: () => Promise.resolve(), act: provision, least: 5 },
    { what: 'a rotation', prepare: () => provision(device.start()), act: rotate, least: 6 },
  ])('has one identity after $what, the one that the cloud knows it by', async ({ prepare, act, least }) => {
    for (const when of ['before', 'after'] as const) {
      let at = 1;
      for (let wasSwitchedOff = true; wasSwitchedOff; at += 1) {
        const serial = `device-${when}-${at}`;
        device = new TestDevice(cloud, serial);
        try {
          await prepare();
          wasSwitchedOff = await isSwitchedOff(act, at, when);
          const { identities } = await comeBack();
          const certificateId = cloud.provisioning.currentOf(serial);
          expect(certificateId).toEqual(expect.any(String));
          expect(identities.all().map(({ record }) => record)).toEqual([
            expect.objectContaining({ state: 'proven', certificateId }),
          ]);
          expect(identities.current()).toEqual(identities.all()[0]);
        } finally {
          device.dispose();
        }
      }
      expect(at).toBeGreaterThan(least);
    }
  });
});
