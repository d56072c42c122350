import { bundledAgent } from '../testing/agent-bundle';
import { AgentProgram, type RunningAgent } from '../testing/agent-program';
import { TestCloud } from '../testing/test-cloud';

const topic = 'dt/device-1/data';

/** Lines that the program behind the agent has written and does not know to be published. */
const ahead = 20;

describe('a numbered stream on stdin, through rotations that succeed and that fail', () => {
  let cloud: TestCloud;
  let device: AgentProgram;
  let running: RunningAgent;

  beforeAll(async () => {
    cloud = await TestCloud.start();
    cloud.provisioning.retires = true;
    device = new AgentProgram(bundledAgent(), cloud);
    running = device.start('run', '--json', '--stdin', '--rotation-spread', '0');
    await running.sees('listening');
  });

  afterAll(async () => {
    await device.dispose();
    await cloud.close();
  });

  const current = (): string | undefined => cloud.provisioning.currentOf('device-1');

  it('loses no line, least of all one that was acknowledged', async () => {
    let written = 0;
    let flowing = true;
    const write = (): void => {
      while (flowing && written < running.count('published') + ahead) {
        written += 1;
        running.write(`${JSON.stringify({ topic, payload: String(written) })}\n`);
      }
    };
    running.onOutput(write);
    write();

    await rotates();
    await rotates();
    expect(received()).toEqual(numbers(received().length));

    await isRefused();
    await losesTheAcknowledgement();
    await isCutBeforeItConfirms();
    cloud.loseNextPublish = true;
    await rotates();
    await isWarned();

    flowing = false;
    await running.sees('published', written);
    expect(written).toBeGreaterThan(200);
    expect([...new Set(received())]).toEqual(numbers(written));
    expect(running.count('published')).toBe(written);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  const received = (): number[] => cloud.received(topic).map(Number);
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  async function rotates(): Promise<void> {
    const before = current();
    expect((await device.run('rotate')).exitCode).toBe(0);
    expect(current()).not.toBe(before);
    await goesOn();
  }

  async function isRefused(): Promise<void> {
    const before = current();
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    const refused = await device.run('rotate');
    expect(refused.stderr).toMatch(
      /For device-1, 403 can mean: .*_rotation_hook.*devices permit device-1 rotate/,
    );
    expect(refused.exitCode).toBe(3);
    expect(current()).toBe(before);
    await goesOn();
  }

  /** The cloud has the confirmation, and takes the old certificate away: the device has to find out by itself. */
  async function losesTheAcknowledgement(): Promise<void> {
    const before = current();
    let lost = false;
    cloud.fault = (step, id) => {
      if (lost || step !== 'confirmed' || id === before) {
        return undefined;
      }
      lost = true;
      return 'cut';
    };
    const rotations = running.count('rotated');
    // It waits for the running agent's next try.
    expect((await device.run('rotate')).exitCode).toBe(0);
    await running.sees('rotated', rotations + 1);
    await goesOn();
  }

  async function isCutBeforeItConfirms(): Promise<void> {
    const before = current();
    let cut = 0;
    cloud.cutOnConfirmation = (id) => id !== before && (cut += 1) < 3;
    const rotations = running.count('rotated');
    // It waits for the running agent's next try.
    expect((await device.run('rotate')).exitCode).toBe(0);
    await running.sees('rotated', rotations + 1);
    await goesOn();
  }

  async function isWarned(): Promise<void> {
    const rotations = running.count('rotated');
    await cloud.publish('cmd/device-1/alerts', '{"msg":"rotate_cert"}');
    await running.sees('rotated', rotations + 1);
    await goesOn();
  }

  /** The stream flows again, and the agent listens. */
  async function goesOn(): Promise<void> {
    await running.sees('published', running.count('published') + 2 * ahead);
  }
});
