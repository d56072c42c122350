import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledDevice } from '../testing/bundled-device';

const day = 24 * 60 * 60_000;

/** The clock of the device shows what a file says, from there on. */
const settableClock = `
  const { readFileSync } = require('node:fs');
  const System = Date;
  const now = () => System.now() + Number(readFileSync(process.env.CLOCK_ERROR, 'utf8'));
  globalThis.Date = class extends System {
    constructor(...parts) {
      if (parts.length === 0) {
        super(now());
      } else {
        super(...parts);
      }
    }
    static now() {
      return now();
    }
  };`;

describe.each([
  ['1970', 'not yet valid', 1],
  ['2100', 'expired', -1],
] as const)('an agent whose clock says %s', (year, fault, side) => {
  const given = bundledDevice();
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    const { cloud, device } = given();
    cloud.provisioning.retires = true;
    environment = { ...device.after(settableClock), CLOCK_ERROR: join(device.folder, 'clock') };
    setTo(Date.parse(`${year}-01-02`));
  });

  const setTo = (millis: number): void =>
    writeFileSync(join(given().device.folder, 'clock'), String(millis - Date.now()));

  it('says what its clock is, as no certificate is valid by it, and is provisioned once that is set', async () => {
    const { cloud, device } = given();
    // What OpenSSL looks at is the machine's clock: the certificate moves instead.
    const [from, until] = [Date.now() + side * day, Date.now() + side * 2 * day].toSorted((a, b) => a - b);
    await cloud.showValid(new Date(from ?? 0), new Date(until ?? 0));
    const running = device.startIn(environment, 'run', '--json');
    await running.sees('waiting', 2);
    expect(running.lines).toContainEqual(
      expect.objectContaining({
        event: 'waiting',
        reason: expect.stringMatching(
          new RegExp(`is not trusted: .*${fault}.*the device's clock \\(it says ${year}-01-02T`),
        ),
      }),
    );
    expect(cloud.idsOf('ACTIVE')).toEqual([]);
    setTo(Date.now());
    await cloud.showValid(new Date(Date.now() - day), new Date(Date.now() + day));
    await running.sees('listening');
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('has one identity, the latest, after rotations on both sides of the hour at which it is set', async () => {
    const { cloud, device } = given();
    const running = device.startIn(environment, 'run', '--json');
    await running.sees('listening');
    const rotate = async (): Promise<void> => {
      const rotated = await device.run('rotate', '--json');
      expect(rotated.exitCode).toBe(0);
      expect(JSON.parse(rotated.stdout)).toHaveProperty(
        'certificateId',
        cloud.provisioning.currentOf('device-1'),
      );
    };
    await rotate();
    setTo(Date.now());
    await rotate();
    await rotate();
    expect(await running.end('SIGTERM')).toBe(0);
    const again = device.start('run', '--json');
    await again.sees('listening');
    const { stdout } = await device.run('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ certificateId: cloud.provisioning.currentOf('device-1') });
    expect(await again.end('SIGTERM')).toBe(0);
  });
});
