import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundledDevice } from '../testing/bundled-device';
import type { CloudStep } from '../testing/test-cloud';

/** What the agent waits for when it is told to stop. */
type Step = 'CONNACK' | Exclude<CloudStep, 'connecting'>;

const steps: readonly Step[] = ['CONNACK', 'issued', 'registered', 'confirmed'];

describe('an agent that is told to stop', () => {
  const given = bundledDevice();

  beforeEach(() => {
    given().cloud.provisioning.retires = true;
  });

  /** From now on nothing is answered at that step. Resolves when the agent has come there. */
  const silenceAt = (step: Step, applies: (clientId: string) => boolean = () => true): Promise<void> =>
    new Promise((resolve) => {
      const { cloud } = given();
      cloud.connack = (clientId) => {
        if (step !== 'CONNACK' || !applies(clientId)) {
          return Promise.resolve();
        }
        resolve();
        return new Promise(() => undefined);
      };
      cloud.fault = (at) => {
        if (at !== step) {
          return undefined;
        }
        resolve();
        return 'silence';
      };
    });

  const speakAgain = (): void => {
    const { cloud } = given();
    cloud.connack = () => Promise.resolve();
    cloud.fault = () => undefined;
  };

  const expectOneIdentity = async (): Promise<void> => {
    const { cloud, device } = given();
    const again = device.start('run', '--json', '--rotation-spread', '0');
    await again.sees('listening');
    const names = (): string[] =>
      readdirSync(join(device.folder, 'identity')).filter((name) => /^\d{8}T/.test(name));
    if (names().length > 1) {
      await again.sees('rotated');
    }
    const { stdout } = await device.run('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      certificateId: cloud.provisioning.currentOf('device-1'),
    });
    expect(names()).toHaveLength(1);
    expect(await again.end('SIGTERM')).toBe(0);
  };

  it.each(steps)(
    'while it is provisioned and waits for %s, does, and goes on at the next start',
    async (step) => {
      const { device } = given();
      const reached = silenceAt(step);
      const running = device.start('run', '--json');
      await reached;
      expect(await running.end('SIGTERM')).toBe(0);
      expect(running.lines.at(-1)).toMatchObject({ event: 'stopped' });
      speakAgain();
      await expectOneIdentity();
    },
  );

  it('while it connects with what it has just got, does, and goes on at the next start', async () => {
    const { cloud, device } = given();
    const reached = silenceAt('CONNACK', (clientId) => clientId === 'device-1');
    const running = device.start('run', '--json');
    await reached;
    expect(await running.end('SIGTERM')).toBe(0);
    speakAgain();
    await expectOneIdentity();
    expect(cloud.registrations).toHaveLength(1);
  });

  it.each(steps)('while it rotates and waits for %s, does, and goes on at the next start', async (step) => {
    const { device } = given();
    const running = device.start('run', '--json');
    await running.sees('listening');
    const reached = silenceAt(step);
    void device.run('rotate');
    await reached;
    expect(await running.end('SIGTERM')).toBe(0);
    expect(running.lines.at(-1)).toMatchObject({ event: 'stopped' });
    speakAgain();
    await expectOneIdentity();
  });

  it.each(steps)('by Ctrl+C in `provision` that waits for %s, says so to its shell', async (step) => {
    const { device } = given();
    const reached = silenceAt(step);
    const provisioning = device.start('provision');
    await reached;
    expect(await provisioning.end('SIGINT')).toBe(130);
    speakAgain();
    await expectOneIdentity();
  });
});
