import { deviceConnects, deviceProvisions } from '../world/device-events';
import { delivers, dayMillis, sweeps, timePasses } from '../world/cloud-events';
import { claimId, issueCertificate } from '../world/world';
import { Life } from './life';

/**
 * A thief has had certificates issued for so many serials that there never were; a device is due.
 * @returns for how many turns of the sweep the device has to wait until it is warned
 */
export async function turnsUntilWarned(strangers: number): Promise<number | undefined> {
  const life = new Life('flood', { rotationDays: 30, graceDays: 5, retainDays: 5 });
  const { simulated, world } = life;
  life.areFaulty = false;
  await deviceProvisions(simulated, 'answered');
  deviceConnects(world, 'acknowledged');
  for (const message of world.messages) {
    await delivers(simulated, message);
  }
  // Certificates beyond a dozen lose their place, and wait for a sweep to retire them.
  for (let stranger = 0; stranger < strangers; stranger += 1) {
    for (let count = 0; count < 14; count += 1) {
      await simulated.fleet.provision({
        claimCertificateId: claimId,
        certificateId: issueCertificate(world),
        clientId: 'claim:8899aabbccddeeff',
        parameters: { SerialNumber: `stranger-${stranger}` },
      });
    }
  }
  timePasses(simulated, 31 * dayMillis);
  let turns: number | undefined;
  simulated.onWarning = () => {
    turns ??= simulated.faults.turns;
  };
  simulated.faults.begin();
  await sweeps(simulated, world.now);
  return turns;
}
