import { adoptDevices } from '@fleet/fleet-operations';
import { thingAttributes } from '@fleet/fleet-contract';
import { silentOutput } from '../cloud/fleet-functions';
import { issueCertificate, serial, tokenEnd } from '../world/world';
import { dayMillis, type Life } from './life';

const policy = 'older_prod_policy';

/** The device comes from an older stack, with a certificate of that, and its operator adopts it after some days. */
export function comesFromOlderStack(life: Life): void {
  const { world, simulated, random } = life;
  const certificateId = issueCertificate(world);
  world.certificates = [
    { certificateId, status: 'ACTIVE', things: [serial], hasPolicy: false, olderPolicy: policy },
  ];
  world.things = [{ thingName: serial, attributes: { [thingAttributes.modelType]: 'sensor' }, groups: [] }];
  world.device.identities = [
    { certificateId, state: 'proven', purpose: 'provision', tokenUntil: tokenEnd(world.now) },
  ];
  world.device.current = certificateId;
  const adopts = () => adoptDevices(simulated.fleet.operator, silentOutput, { policy, dryRun: false });
  const inMillis = random.waiting(20 * dayMillis);
  life.plan(inMillis, 'the operator adopts the device', adopts, true);
  // Of a command that fails, or is interrupted, the operator hears.
  for (const days of [1, 2, 3]) {
    life.plan(inMillis + days * dayMillis, 'the operator adopts the device once more', adopts);
  }
}
