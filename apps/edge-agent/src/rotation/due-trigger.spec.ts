import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { jitterDays } from '@fleet/cert-dates';
import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
import type { Carrier } from '../provisioning/carrier';
import { provisionDevice } from '../provisioning/provision-device';
import { JumpingTiming } from '../testing/jumping-timing';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestRun } from '../testing/test-run';
import { dueTrigger } from './due-trigger';

const hour = 60 * 60_000;
const day = 24 * hour;
/** The device's clock when a test begins: early in its day, and ahead of the cloud's, so that ages count from here. */
const morning = Date.UTC(2040, 0, 15, 6);
const never = new AbortController().signal;

describe("the device's own calendar", () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let agent: Agent;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    // Pauses between connects are jumped over; from a minute on time passes as the test wants it to.
    device = new TestDevice(cloud, 'device-1', new JumpingTiming(morning, () => 0.5, 60_000));
    agent = device.start();
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  describe('checks, as long as a connection lasts,', () => {
    const watched = new AbortController();
    let carrier: Carrier;
    let orders: number;

    beforeEach(async () => {
      carrier = await provisionDevice(agent, 60_000, never);
      orders = 0;
    });

    afterAll(() => watched.abort(new Error('the test is over')));

    const watch = (): Promise<void> => dueTrigger.start(agent, carrier, () => (orders += 1), watched.signal);
    const warnings = (): AgentEvent[] => device.events.filter(({ event }) => event === 'warning');

    async function pass(millis: number): Promise<void> {
      device.timing.pass(millis);
      await settled();
    }

    it('and leaves it the place that its name has in the spread of its fleet', async () => {
      const spreadDays = 30;
      const place = jitterDays('device-1', spreadDays);
      expect(place).toBeGreaterThan(0);
      const spread = { ...agent, device: { ...agent.device, spreadDays } };
      await dueTrigger.start(spread, carrier, () => (orders += 1), watched.signal);
      device.timing.clockError = (366 + place) * day;
      await pass(6 * hour);
      expect(orders).toBe(0);
      device.timing.clockError = (367 + place) * day;
      await pass(6 * hour);
      expect(orders).toBe(1);
    });

    it('and orders when half of the days of grace have passed since the due day, not before', async () => {
      await watch();
      device.timing.clockError = 366 * day;
      await pass(6 * hour);
      expect(orders).toBe(0);
      device.timing.clockError = 367 * day;
      await pass(6 * hour);
      expect(orders).toBe(1);
    });

    it('and says once that a clock of 1970 tells nothing, and notices when it is set', async () => {
      device.timing.clockError = -device.timing.now();
      await watch();
      await pass(6 * hour);
      expect(orders).toBe(0);
      expect(warnings()).toMatchObject([{ message: expect.stringMatching(/clock is behind/) }]);
      device.timing.clockError = 400 * day;
      await pass(6 * hour);
      expect(orders).toBe(1);
    });

    it('and goes on after a check that failed', async () => {
      const certificate = join(carrier.identity.directory, 'certificate.pem.crt');
      renameSync(certificate, `${certificate}.away`);
      device.timing.clockError = 400 * day;
      await watch();
      await pass(6 * hour);
      expect(orders).toBe(0);
      expect(warnings()).toMatchObject([{ message: expect.stringMatching(/age .* is unknown/) }]);
      renameSync(`${certificate}.away`, certificate);
      await pass(6 * hour);
      expect(orders).toBe(1);
    });
  });

  describe('on a clock that jumps years ahead', () => {
    let running: TestRun;

    beforeEach(async () => {
      running = new TestRun(agent, [dueTrigger]);
      await device.sees('confirmed');
      device.timing.clockError = 3 * 365 * day;
    });

    afterEach(() => running.end('the test is over'));

    const count = (name: AgentEvent['event']): number =>
      device.events.filter(({ event }) => event === name).length;

    it('asks a cloud that knows better ever more rarely, and no more once the clock is set', async () => {
      const refusal = { statusCode: 403, errorCode: 'AccessDenied' };
      cloud.registerScript.push(...Array.from({ length: 100 }, () => refusal));
      device.timing.pass(6 * hour);
      const waits: number[] = [];
      for (let tries = 1; ; tries += 1) {
        await device.sees('rotation-failed', tries);
        const failed = device.events.findLast(({ event }) => event === 'rotation-failed');
        if (failed?.event !== 'rotation-failed' || failed.nextTryInSeconds === undefined) {
          break;
        }
        waits.push(failed.nextTryInSeconds);
        if (tries === 9) {
          device.timing.clockError = 0;
        }
        device.timing.pass(failed.nextTryInSeconds * 1000);
      }
      expect(waits[0]).toBeGreaterThanOrEqual(60);
      expect(waits).toEqual(waits.toSorted((one, other) => one - other));
      expect(waits.length).toBeGreaterThanOrEqual(9);
      expect(waits.at(-1)).toBeGreaterThan(3600);

      const asked = cloud.registrations.length;
      for (let checks = 0; checks < 40; checks += 1) {
        device.timing.pass(6 * hour);
        await settled();
      }
      expect(count('rotation-ordered')).toBe(1);
      expect(cloud.registrations).toHaveLength(asked);
    });

    it('rotates once, and not for ever, where a cloud lets every rotation pass', async () => {
      device.timing.pass(6 * hour);
      await device.sees('rotated');
      for (let checks = 0; checks < 40; checks += 1) {
        device.timing.pass(6 * hour);
        await settled();
      }
      expect(count('rotation-ordered')).toBe(1);
      expect(cloud.idsOf('ACTIVE')).toHaveLength(2);
    });
  });
});
