import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { arnOf, idOf } from '../testing/scripted-iot';
import { adoptDevices } from './adopt';

const policy = 'old_prod_policy';
const group = 'arn:aws:iot:us-east-1:123456789012:thinggroup/all';

describe('adopting the devices of an older stack', () => {
  let fleet: FleetInMemory;
  beforeEach(() => {
    fleet = fleetInMemory();
    fleet.scripted.policies.set(policy, new Set());
  });

  const carries = (...targets: string[]) => {
    for (const target of targets) {
      fleet.scripted.policies.get(policy)?.add(target);
    }
  };
  const oldDevice = (
    name: string,
    letter: string,
    attributes: Record<string, string> = { model_type: 'model-1' },
  ) => {
    fleet.scripted.addThing(name, attributes);
    fleet.scripted.addCertificate(letter, 'ACTIVE', name);
    carries(arnOf(letter));
  };
  const adopt = async (options: { model?: string; dryRun?: boolean } = {}) => {
    const output = printed();
    await adoptDevices(fleet, output, { policy, dryRun: false, ...options });
    return output;
  };

  it('puts each on record with the certificate it has, gives it our policy, and takes it into the group', async () => {
    for (const letter of ['a', 'b', 'd', 'e', 'f']) {
      oldDevice(`old-${letter}`, letter);
    }
    const output = await adopt();
    expect(output.data.at(-1)).toMatchObject({ summary: { adopted: 5, leftOut: 0, failed: 0 } });
    for (const letter of ['a', 'b', 'd', 'e', 'f']) {
      expect(await fleet.registry.find(`old-${letter}`)).toMatchObject({
        state: 'active',
        model: 'model-1',
        current: idOf(letter),
        certificates: [{ issuedAt: '2024-05-01T08:00:00.000Z' }],
        adoption: { policy, attributes: { model_type: 'model-1' } },
      });
      expect(fleet.scripted.things.get(`old-${letter}`)?.groups).toContain('fleetprov_fleet');
      expect(fleet.scripted.policies.get('fleetprov_prod_policy')).toContain(arnOf(letter));
    }
  });

  it('changes nothing on record the second time', async () => {
    oldDevice('old-a', 'a');
    await adopt();
    const before = await fleet.registry.find('old-a');
    const again = await adopt();
    expect(again.data.at(-1)).toMatchObject({ summary: { adopted: 0, adoptedBefore: 1 } });
    expect(await fleet.registry.find('old-a')).toEqual(before);
  });

  it('finishes what was interrupted between record and group', async () => {
    oldDevice('old-a', 'a');
    fleet.scripted.before = (command) => {
      if (command === 'AddThingToThingGroup') {
        throw new Error('power cut');
      }
    };
    await expect(adopt()).rejects.toThrow('1 device could not be adopted');
    fleet.scripted.before = () => undefined;
    await adopt();
    expect(fleet.scripted.things.get('old-a')?.groups).toContain('fleetprov_fleet');
  });

  it('changes nothing in a dry run, and says what it would do', async () => {
    oldDevice('old-a', 'a');
    oldDevice('jobs', 'b');
    const output = await adopt({ dryRun: true });
    expect(output.lines.sort()).toEqual([
      'Done: 1 would be adopted, 0 were adopted before, 1 skipped, 0 failed.',
      expect.stringContaining('skipped jobs: '),
      'would adopt old-a (model-1)',
    ]);
    expect(fleet.scripted.changes).toEqual([]);
    expect(await fleet.registry.list({ limit: 10 })).toEqual({ devices: [] });
  });

  it('takes the model of the option for things without one, and for no others', async () => {
    oldDevice('old-a', 'a', { model_type: 'model-7' });
    fleet.scripted.addThing('old-b', {});
    fleet.scripted.addCertificate('b', 'ACTIVE', 'old-b');
    carries(arnOf('b'));
    await adopt({ model: 'model-1' });
    expect(await fleet.registry.find('old-a')).toMatchObject({ model: 'model-7' });
    expect(await fleet.registry.find('old-b')).toMatchObject({ model: 'model-1' });
  });

  it.each<[string, string, () => unknown]>([
    ['a thing group', 'not-a-certificate', () => carries(group)],
    [
      'an inactive certificate',
      'certificate-not-active',
      () => {
        fleet.scripted.addCertificate('a', 'INACTIVE', 'old-a');
        carries(arnOf('a'));
      },
    ],
    ['a certificate that is deleted', 'certificate-not-active', () => carries(arnOf('a'))],
    [
      'a certificate of no thing',
      'no-thing',
      () => {
        fleet.scripted.addCertificate('a', 'ACTIVE');
        carries(arnOf('a'));
      },
    ],
    [
      'a certificate that several things share',
      'several-things',
      () => {
        fleet.scripted.addCertificate('a', 'ACTIVE', 'old-a', 'old-b');
        carries(arnOf('a'));
      },
    ],
    ['a thing whose name is a level of topics', 'inadmissible-serial', () => oldDevice('things', 'a')],
    [
      'a thing with two active certificates',
      'several-active-certificates',
      () => {
        oldDevice('old-a', 'a');
        fleet.scripted.addCertificate('b', 'ACTIVE', 'old-a');
      },
    ],
    [
      'a thing without a model',
      'no-model',
      () => {
        fleet.scripted.addCertificate('a', 'ACTIVE', 'old-a');
        carries(arnOf('a'));
      },
    ],
    [
      'a thing that has no room for the date of its certificate',
      'no-room',
      () => oldDevice('old-a', 'a', { model_type: 'model-1', site: 'x', owner: 'y' }),
    ],
    ['a model that can be none', 'no-model', () => oldDevice('old-a', 'a', { model_type: 'a/b' })],
    [
      'a device that is on record',
      'on-record',
      async () => {
        await provision(fleet, 'old-a', 'b');
        fleet.scripted.addCertificate('b', 'INACTIVE', 'old-a');
        oldDevice('old-a', 'a');
      },
    ],
    [
      'a blocked device',
      'blocked',
      () => {
        oldDevice('old-a', 'a');
        return fleet.registry.block('old-a');
      },
    ],
    [
      'a device that is allowed for another model',
      'foreign-model',
      () => {
        oldDevice('old-a', 'a');
        return fleet.registry.allow('old-a', { model: 'model-2' });
      },
    ],
  ])('leaves out %s, says why, and changes nothing of it', async (_what, reason, prepare) => {
    await prepare();
    const output = await adopt();
    expect(output.data).toEqual([
      expect.objectContaining({ outcome: 'left-out', reason, because: expect.any(String) }),
      expect.objectContaining({ summary: { adopted: 0, adoptedBefore: 0, leftOut: 1, failed: 0 } }),
    ]);
    expect(fleet.scripted.changes).toEqual([]);
  });

  it('goes on after one that fails, and fails in the end', async () => {
    for (const letter of ['a', 'b', 'd']) {
      oldDevice(`old-${letter}`, letter);
    }
    fleet.scripted.before = (command, { certificateId }) => {
      if (command === 'DescribeCertificate' && certificateId === idOf('b')) {
        throw new Error('a bad day');
      }
    };
    const output = printed();
    await expect(adoptDevices(fleet, output, { policy, dryRun: false })).rejects.toThrow(
      'Run the command again',
    );
    expect(output.data.at(-1)).toMatchObject({ summary: { adopted: 2, failed: 1 } });
    expect(output.said).toEqual([`failed ${arnOf('b')}: a bad day`]);
  });

  it('stops at once when it may not do it, as the others would be refused as well', async () => {
    for (const letter of ['a', 'b', 'd']) {
      oldDevice(`old-${letter}`, letter);
    }
    fleet.scripted.before = (command) => {
      if (command === 'DescribeCertificate') {
        throw Object.assign(new Error('not yours'), { name: 'AccessDeniedException' });
      }
    };
    await expect(adopt()).rejects.toThrow('not yours');
  });

  it('knows no policy that is not there', async () => {
    const unknown = { policy: 'nothing', dryRun: false };
    await expect(adoptDevices(fleet, printed(), unknown)).rejects.toThrow(
      'The policy nothing does not exist',
    );
  });
});
