import { certificateBelongsTo } from '@fleet/certificate-request';
import { everyFailure, type FailingCalls } from '@fleet/failing-calls';
import { claimObjectKeys, firstSlot } from '@fleet/fleet-contract';
import { ClaimResource } from './testing/claim-resource';
import { birthPolicy, FleetInMemory } from './testing/fleet-in-memory';

const model = 'model-1';
const first = { ClaimGeneration: '1' };
const second = { ClaimGeneration: '2' };
/** Another change than that of the generation. */
const shorter = { ...first, RotationDays: '180' };

describe('a request of CloudFormation during which one call fails', () => {
  let resource: ClaimResource;

  beforeEach(async () => {
    resource = await ClaimResource.open();
  });
  afterEach(() => resource.close());

  async function createdFleet(): Promise<FleetInMemory> {
    const fleet = new FleetInMemory();
    await resource.create(fleet, first);
    return fleet;
  }

  /** The request, and the same once more where it failed. */
  async function repeated(request: () => Promise<boolean>): Promise<void> {
    if (!(await request())) {
      expect(await request()).toBe(true);
    }
  }

  it('makes each model one whole claim and nothing besides, once it is repeated', async () => {
    const count = await everyFailure(
      async (calls) => {
        const fleet = new FleetInMemory();
        await repeated(() => resource.create(fleet, first, calls));
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => {
        expect({ failure, state }).toEqual({ failure, state: undisturbed });
        expect(state.claims).toEqual([wholeClaim(1)]);
      },
    );
    // Agent, its notices and the configuration, listing, reading thrice, storing thrice and the bundle, issuing, recording, attaching,
    // activating.
    expect(count).toBe(15);
  });

  it('leaves the claims of an earlier one as they are, once it is repeated', async () => {
    const created = await createdFleet();
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        const before = new Map(fleet.bucket.objects);
        await repeated(() => resource.update(fleet, shorter, first, calls));
        expect(fleet.bucket.objects).toEqual(before);
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => expect({ failure, state }).toEqual({ failure, state: undisturbed }),
    );
  });

  it('leaves a revoked claim as it is, and notes that it is revoked, once it is repeated', async () => {
    const created = await createdFleet();
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        const before = new Map(fleet.bucket.objects);
        fleet.iot.certificates.forEach((each) => (each.status = 'REVOKED'));
        await repeated(() => resource.update(fleet, shorter, first, calls));
        expect(fleet.bucket.objects).toEqual(before);
        return {
          ...stateOf(fleet),
          revoked: [...fleet.claims.values()].filter(({ revokedAt }) => revokedAt),
        };
      },
      (state, undisturbed, failure) => {
        expect({ failure, state }).toEqual({ failure, state: undisturbed });
        expect(state.revoked).toHaveLength(1);
      },
    );
  });

  it('makes a second claim beside the first, and no third one where it is rolled back and comes again', async () => {
    const created = await createdFleet();
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        await resource.update(fleet, first, second, calls);
        const issued = fleet.iot.certificates.size;
        await resource.update(fleet, second, first);
        expect(firstClaimOf(fleet)).toEqual(firstClaimOf(created));
        expect(fleet.iot.certificates.size).toBe(issued);
        expect(await resource.update(fleet, first, second)).toBe(true);
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => {
        expect({ failure, state }).toEqual({ failure, state: undisturbed });
        expect(state.claims).toEqual([wholeClaim(1), wholeClaim(2)]);
      },
    );
  });

  it('takes the claims of all generations back, once it is repeated', async () => {
    const created = await createdFleet();
    await resource.update(created, first, second);
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        await repeated(() => resource.remove(fleet, second, calls));
        return stateOf(fleet);
      },
      (state, _, failure) => expect({ failure, state }).toEqual({ failure, state: nothing }),
    );
  });

  it('is taken back whole: the Delete that CloudFormation sends after a Create that failed leaves nothing', async () => {
    await everyFailure(
      async (calls: FailingCalls) => {
        const fleet = new FleetInMemory();
        await resource.create(fleet, second, calls);
        await resource.remove(fleet, second);
        return stateOf(fleet);
      },
      (state, _, failure) => expect({ failure, state }).toEqual({ failure, state: nothing }),
    );
  });
});

const nothing = { claims: [], certificates: 0, registered: 0, objects: [] };

/** All that there is of a fleet, but for its keys, which are new ones each time. */
function stateOf({ bucket, iot, claims }: FleetInMemory) {
  return {
    claims: [...iot.certificates.values()].map(({ certificateId, certificatePem, status, policies }) => {
      const claim = claims.get(certificateId);
      const keys = claimObjectKeys(model, claim?.generation ?? firstSlot);
      const privateKey = bucket.text(keys.claimPrivateKey);
      return {
        model: claim?.model,
        generation: claim?.generation,
        status,
        policies: [...policies],
        isStored: bucket.text(keys.claimCertificate) === certificatePem,
        isRecorded: bucket.text(keys.claimRecord)?.includes(certificateId),
        hasItsKey: privateKey !== undefined && certificateBelongsTo(privateKey, certificatePem),
      };
    }),
    certificates: iot.certificates.size,
    registered: claims.size,
    objects: [...bucket.objects.keys()].sort(),
  };
}

/** What devices that are in boxes have of the first claim. */
function firstClaimOf({ bucket, iot }: FleetInMemory) {
  const keys = Object.values<string>({ ...claimObjectKeys(model, firstSlot) });
  const [certificate] = iot.certificates.values();
  return [...keys.map((key) => bucket.text(key)), certificate?.certificateId, certificate?.status];
}

function wholeClaim(generation: number) {
  return {
    model,
    generation,
    status: 'ACTIVE',
    policies: [birthPolicy],
    isStored: true,
    isRecorded: true,
    hasItsKey: true,
  };
}
