import { claimObjectKeys, modelObjectKeys } from '@fleet/fleet-contract';
import { unzipSync } from 'fflate';
import * as z from 'zod/mini';
import { ClaimResource } from './testing/claim-resource';
import { FleetInMemory } from './testing/fleet-in-memory';

const generation = (number: number, change: object = {}) => ({ ClaimGeneration: String(number), ...change });
const recordSchema = z.looseObject({ generation: z.number() });
const clientZip = modelObjectKeys('model-1').clientZip;

describe('the generations of a claim', () => {
  let resource: ClaimResource;
  let fleet: FleetInMemory;

  beforeEach(async () => {
    resource = await ClaimResource.open();
    fleet = new FleetInMemory();
  });
  afterEach(() => resource.close());

  const certificateIn = (slot: number) =>
    fleet.bucket.text(claimObjectKeys('model-1', slot).claimCertificate);
  const bundled = () => {
    const files = unzipSync(fleet.bucket.objects.get(clientZip) ?? Buffer.of());
    return Buffer.from(files['certs/bootstrap-certificate.pem.crt'] ?? '').toString();
  };
  const generations = () => [...fleet.claims.values()].map((claim) => claim.generation);
  const statuses = () => [...fleet.iot.certificates.values()].map(({ status }) => status);

  it('overlap: what is in boxes provisions on, and new bundles have the new claim', async () => {
    await resource.create(fleet, generation(1));
    const first = certificateIn(1);
    await resource.update(fleet, generation(1), generation(2));
    expect(statuses()).toEqual(['ACTIVE', 'ACTIVE']);
    expect(generations()).toEqual([1, 2]);
    expect(certificateIn(1)).toBe(first);
    expect(bundled()).toBe(certificateIn(2));
  });

  it('go back in the bundle when the operator lowers the number, and are not issued again when it is raised', async () => {
    await resource.create(fleet, generation(1));
    await resource.update(fleet, generation(1), generation(2));
    const second = certificateIn(2);
    await resource.update(fleet, generation(2), generation(1));
    expect(bundled()).toBe(certificateIn(1));
    await resource.update(fleet, generation(1), generation(2));
    expect(bundled()).toBe(second);
    expect(fleet.iot.certificates.size).toBe(2);
  });

  it('begin with any number, and leave numbers out', async () => {
    await resource.create(fleet, generation(7));
    await resource.update(fleet, generation(7), generation(20));
    expect([certificateIn(7), certificateIn(20)]).not.toContain(undefined);
    expect(generations()).toEqual([7, 20]);
  });

  it('name an earlier one that is paused, and note that it was revoked', async () => {
    await resource.create(fleet, generation(1));
    await resource.update(fleet, generation(1), generation(2));
    const [first] = fleet.iot.certificates.values();
    Object.assign(first ?? {}, { status: 'INACTIVE' });
    await resource.update(fleet, generation(2, { GraceDays: '7' }), generation(2));
    expect(resource.notInForce).toBe(
      'The claim of model-1, generation 1, is paused: its certificate is INACTIVE.',
    );
    Object.assign(first ?? {}, { status: 'REVOKED' });
    await resource.update(fleet, generation(2, { GraceDays: '7' }), generation(2));
    expect(resource.notInForce).toBe('none');
    expect([...fleet.claims.values()]).toMatchObject([
      { revokedAt: fleet.at.toISOString() },
      { generation: 2 },
    ]);
    expect(statuses()).toEqual(['REVOKED', 'ACTIVE']);
  });

  describe('of a fleet that an older release has brought to the third', () => {
    const { claimRecord } = claimObjectKeys('model-1', 1);

    beforeEach(async () => {
      await resource.create(fleet, generation(1));
      const { generation: _none, ...old } = recordSchema.parse(
        JSON.parse(fleet.bucket.text(claimRecord) ?? ''),
      );
      fleet.bucket.put(claimRecord, JSON.stringify(old));
    });

    it('leave its only claim as it is, byte by byte, when the release changes', async () => {
      const before = new Map(fleet.bucket.objects);
      await resource.update(fleet, generation(3, { GraceDays: '7' }), generation(3));
      expect(fleet.bucket.objects).toEqual(before);
      expect(fleet.iot.certificates.size).toBe(1);
      expect(generations()).toEqual([3]);
    });

    it('have a fourth beside it once that is raised, with the new release or later, and know it after that', async () => {
      await resource.update(fleet, generation(3), generation(4));
      await resource.update(fleet, generation(4), generation(4, { GraceDays: '7' }));
      await resource.update(fleet, generation(4), generation(3));
      expect(bundled()).toBe(certificateIn(1));
      await resource.update(fleet, generation(3), generation(4));
      expect(bundled()).toBe(certificateIn(4));
      expect(fleet.iot.certificates.size).toBe(2);
      expect(JSON.parse(fleet.bucket.text(claimRecord) ?? '')).toMatchObject({ generation: 3 });
    });

    it('issue another where all of the fourth was removed by hand, and never bring the third into its bundle', async () => {
      await resource.update(fleet, generation(3), generation(4));
      for (const key of Object.values<string>({ ...claimObjectKeys('model-1', 4) })) {
        fleet.bucket.objects.delete(key);
      }
      await resource.update(fleet, generation(4, { GraceDays: '7' }), generation(4));
      expect(bundled()).toBe(certificateIn(4));
      expect(statuses()).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
    });
  });
});
