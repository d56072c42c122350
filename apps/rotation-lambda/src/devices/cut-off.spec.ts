import type { FoundThing } from '../find/found-thing';
import { FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, on, register, serial, sweepEventOn, warn } from '../testing/rotating-device';
import { cutOff } from './cut-off';
import type { SweepRules } from './sweep-context';

const dates: Readonly<Record<string, string>> = { cert_issuance: '20250101' };
const expired: FoundThing = { thingName: serial, issued: '20250101', connected: false };

/** Warned for the first time on 28 December, and past its days of grace on 12 January. */
async function expiredFleet(): Promise<FleetInMemory> {
  const fleet = await deviceFleet();
  await warn(fleet, '2026-12-28');
  showExpired(fleet);
  return fleet;
}

function showExpired(fleet: FleetInMemory): void {
  fleet.things.set(serial, { attributes: { ...dates }, connected: false });
}

async function lookAgain(fleet: FleetInMemory, thing = expired, rules: Partial<SweepRules> = {}) {
  const record = await fleet.registry.find(serial);
  return cutOff(fleet.parts(rules).context, { thing, record }, sweepEventOn(fleet, '2027-01-12'));
}

describe('the second look at a device whose time is over', () => {
  it('makes the certificate in force inactive, and says whether it was so already', async () => {
    const fleet = await expiredFleet();
    const cut = { certificateId: 'A', mayListen: false, isConnected: false };
    await expect(lookAgain(fleet)).resolves.toEqual({ outcome: 'deactivated', ...cut });
    expect([...fleet.active]).toEqual([]);
    await expect(lookAgain(fleet)).resolves.toEqual({ outcome: 'inactive-already', ...cut });
  });

  it('says that the device may listen over a successor that waits to be proven', async () => {
    const fleet = await expiredFleet();
    await register(fleet, '2027-01-02');
    await fleet.registry.noteDateWithdrawn(serial, ['B'], on('2027-01-03'));
    showExpired(fleet);
    await expect(lookAgain(fleet)).resolves.toEqual({
      outcome: 'deactivated',
      certificateId: 'A',
      mayListen: true,
      isConnected: false,
    });
  });

  it.each([
    ['nothing is on record', () => Promise.resolve()],
    [
      'its first certificate waits to be proven',
      async ({ registry }: FleetInMemory) => {
        const at = on('2026-01-01');
        const request = { serial, certificateId: 'A', claimCertificateId: 'c', model: 'm', at };
        await registry.recordIssued(undefined, request);
      },
    ],
  ])('finds no certificate in force where %s', async (_, record) => {
    const fleet = await deviceFleet();
    await fleet.registry.forget(serial);
    await record(fleet);
    showExpired(fleet);
    await expect(lookAgain(fleet)).resolves.toEqual({
      outcome: 'spared',
      because: 'no-current-certificate',
    });
    expect([...fleet.active]).toEqual(['A']);
  });

  it('spares a device that was adopted a few days ago, although its certificate was not seen since', async () => {
    const fleet = new FleetInMemory();
    showExpired(fleet);
    fleet.active.add('A');
    const [issuedAt, at] = [on('2025-01-01'), on('2027-01-05')];
    await fleet.registry.adopt({ serial, certificateId: 'A', model: 'm', issuedAt, at });
    await expect(lookAgain(fleet, expired, { offlineDays: 30 })).resolves.toEqual({
      outcome: 'spared',
      because: 'not-expired',
    });
    expect([...fleet.active]).toEqual(['A']);
  });

  it('spares a device to which its operator has given back what silence had ended, for as long as silence takes', async () => {
    const fleet = await deviceFleet();
    showExpired(fleet);
    const rules = { offlineDays: 30 };
    await expect(lookAgain(fleet, expired, rules)).resolves.toMatchObject({ outcome: 'deactivated' });
    await fleet.registry.giveTime(serial, on('2027-01-11'));
    fleet.active.add('A');
    await expect(lookAgain(fleet, expired, rules)).resolves.toEqual({
      outcome: 'spared',
      because: 'not-expired',
    });
    await fleet.registry.giveTime(serial, on('2026-12-01'));
    await expect(lookAgain(fleet, expired, rules)).resolves.toMatchObject({ outcome: 'deactivated' });
  });
});
