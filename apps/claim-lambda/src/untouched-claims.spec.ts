import assert from 'node:assert/strict';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { ClaimResource } from './testing/claim-resource';
import { FleetInMemory } from './testing/fleet-in-memory';

const keys = modelObjectKeys('model-1');

/** What a deploy changes beside claims. */
const before = { RotationDays: '360' };
const after = { RotationDays: '180' };

describe('a deploy of something else', () => {
  let resource: ClaimResource;
  let fleet: FleetInMemory;

  beforeEach(async () => {
    resource = await ClaimResource.open();
    fleet = new FleetInMemory();
    expect(await resource.create(fleet, before)).toBe(true);
  });
  afterEach(() => resource.close());

  const certificate = () => {
    const [found] = fleet.iot.certificates.values();
    assert(found !== undefined, 'The claim has its certificate');
    return found;
  };
  const everything = () => ({
    objects: new Map(fleet.bucket.objects),
    certificates: [...fleet.iot.certificates.values()].map((each) => ({
      ...each,
      policies: [...each.policies],
    })),
    claims: new Map(fleet.claims),
  });

  it('says that all claims are in force, where they are', async () => {
    expect(await resource.update(fleet, before, after)).toBe(true);
    expect(resource.notInForce).toBe('none');
  });

  it.each([
    ['paused', () => (certificate().status = 'INACTIVE'), 'is paused: its certificate is INACTIVE'],
    ['keyless', () => fleet.bucket.objects.delete(keys.claimPrivateKey), 'has no key in the bucket'],
    [
      'keyless, by the key of another',
      () => fleet.bucket.put(keys.claimPrivateKey, 'not the key'),
      'has no key in the bucket',
    ],
    [
      'paused and keyless',
      () => {
        certificate().status = 'INACTIVE';
        fleet.bucket.objects.delete(keys.claimPrivateKey);
      },
      'is paused: its certificate is INACTIVE',
    ],
  ])(
    'leaves a claim that is %s as it is, with its bundle, succeeds, and names it',
    async (_, change, words) => {
      change();
      const found = everything();
      expect(await resource.update(fleet, before, after)).toBe(true);
      expect(everything()).toEqual(found);
      expect(resource.notInForce).toBe(`The claim of model-1, generation 1, ${words}.`);
    },
  );

  it('leaves a claim alone that is REVOKED, notes that in its record, and says that it is to be succeeded', async () => {
    certificate().status = 'REVOKED';
    const { objects, certificates } = everything();
    expect(await resource.update(fleet, before, after)).toBe(true);
    expect(everything()).toMatchObject({ objects, certificates });
    expect([...fleet.claims.values()]).toEqual([
      expect.objectContaining({ model: 'model-1', revokedAt: fleet.at.toISOString() }),
    ]);
    expect(resource.notInForce).toBe(
      'The claim of model-1, generation 1, is REVOKED: raise claimGeneration in the configuration and deploy.',
    );
  });

  it('builds the bundle again as soon as the claim is in force again', async () => {
    const bundle = fleet.bucket.objects.get(keys.clientZip);
    certificate().status = 'INACTIVE';
    await resource.update(fleet, before, { ...after, Models: ['model-1', 'model-2'] });
    certificate().status = 'ACTIVE';
    fleet.bucket.objects.delete(keys.clientZip);
    expect(await resource.update(fleet, before, after)).toBe(true);
    expect(fleet.bucket.objects.get(keys.clientZip)).toEqual(bundle);
    expect(resource.notInForce).toBe('none');
  });

  it('names at most ten, and how many more there are: CloudFormation takes answers of 4 KB', async () => {
    const many = { Models: Array.from({ length: 15 }, (_, index) => `model-${index}`) };
    await resource.update(fleet, before, many);
    for (const each of fleet.iot.certificates.values()) {
      each.status = 'INACTIVE';
    }
    await resource.update(fleet, many, { ...many, ...after });
    expect(resource.notInForce).toMatch(
      /^The claim of model-0, .* The claim of model-9, .* 5 more are in the log\.$/,
    );
  });

  describe('when the certificate of a claim is gone from AWS IoT', () => {
    beforeEach(() => fleet.iot.certificates.clear());

    it('fails, and says what to do', async () => {
      expect(await resource.update(fleet, before, after)).toBe(false);
      expect(resource.answer['Reason']).toMatch(
        /^The certificate [0-9a-f]{64} of the claim of model-1, generation 1, is gone from AWS IoT: .* Raise claimGeneration/,
      );
      expect(fleet.iot.certificates.size).toBe(0);
    });

    it.each([
      ['of the configured generation', after],
      ['of an earlier generation', { ClaimGeneration: '2' }],
    ])(
      'notes that a claim %s is revoked: what a thief has asked for with it must not come into force',
      async (_, to) => {
        const [certificateId = ''] = fleet.claims.keys();
        await resource.update(fleet, before, to);
        expect(fleet.claims.get(certificateId)).toMatchObject({ revokedAt: fleet.at.toISOString() });
      },
    );

    it('fails again when it is repeated, and lets CloudFormation roll it back, again too', async () => {
      await resource.update(fleet, before, after);
      expect(await resource.update(fleet, before, after)).toBe(false);
      expect(await resource.update(fleet, after, before)).toBe(true);
      expect(await resource.update(fleet, after, before)).toBe(true);
      expect(resource.notInForce).toMatch(/is gone from AWS IoT/);
    });

    it('succeeds with the next generation', async () => {
      expect(await resource.update(fleet, before, { ClaimGeneration: '2' })).toBe(true);
      expect(fleet.iot.certificates.size).toBe(1);
      expect(resource.notInForce).toBe('none');
    });
  });
});
