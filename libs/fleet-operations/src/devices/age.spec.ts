import { parseCertDate } from '@fleet/cert-dates';
import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { idOf } from '../testing/scripted-iot';
import { ageDevice } from './age';

const serial = 'sensor-1';

describe('ageing a device', () => {
  let fleet: FleetInMemory;
  const age = (name: string, day: string, output = printed()) =>
    ageDevice(fleet, output, name, parseCertDate(day));

  beforeEach(async () => {
    fleet = fleetInMemory();
    await provision(fleet, serial, 'a');
  });

  it('dates its certificate, and forgets a warning that was about another date', async () => {
    const thing = fleet.scripted.things.get(serial);
    Object.assign(thing?.attributes ?? {}, { model_type: 'model-1', rotation_notified: '20251201' });
    const at = new Date('2025-12-01T03:00:00Z');
    await fleet.registry.noteDue(serial, idOf('a'), { dueFrom: at, at });
    await fleet.registry.noteWarned(serial, idOf('a'), at);
    const output = printed();
    await age(serial, '20180630', output);
    const [certificate] = (await fleet.registry.find(serial))?.certificates ?? [];
    expect(certificate).not.toHaveProperty('warnedAt');
    expect(certificate).not.toHaveProperty('dueNotedAt');
    expect(thing?.attributes).toEqual({ model_type: 'model-1', cert_issuance: '20180630' });
    expect(output.data).toEqual([
      { serial, certIssuance: '20180630', before: null, due: expect.stringMatching(/^2019062/), isDue: true },
    ]);
  });

  it('dates also what is on no record', async () => {
    await fleet.registry.forget(serial);
    await age(serial, '20180630');
    expect(fleet.scripted.things.get(serial)?.attributes).toMatchObject({ cert_issuance: '20180630' });
  });

  it('refuses a day that has not come yet by the cloud’s clock', async () => {
    await expect(age(serial, '20260102')).rejects.toThrow('today is 20260101');
    expect(fleet.scripted.changes).toEqual([]);
  });

  it('touches no thing outside the fleet’s group, and none that is not there', async () => {
    fleet.scripted.addThing('stranger');
    await expect(age('stranger', '20180630')).rejects.toThrow('not in the group fleetprov_fleet');
    await expect(age('nobody', '20180630')).rejects.toThrow('The thing nobody does not exist');
    expect(fleet.scripted.changes).toEqual([]);
  });
});
