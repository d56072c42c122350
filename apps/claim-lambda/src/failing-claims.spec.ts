import { openAnswerAddress, type AnswerAddress } from '@fleet/custom-resource/testing';
import { certificateBelongsTo } from '@fleet/certificate-request';
import { everyFailure, type FailingCalls } from '@fleet/failing-calls';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { pino } from 'pino';
import { claimResourceHandler } from './handler';
import { agentBytes, claimRequest, deviceConfig } from './testing/claim-request';
import { birthPolicy, FleetInMemory } from './testing/fleet-in-memory';

const log = pino({ level: 'silent' });
const model = 'model-1';

type ClaimRequest = ReturnType<typeof claimRequest>;

describe('a request of CloudFormation during which one call fails', () => {
  let address: AnswerAddress;

  beforeEach(async () => {
    address = await openAnswerAddress();
  });
  afterEach(() => address.close());

  const create = () => claimRequest({ ResponseURL: address.url });
  const update = () =>
    claimRequest({ ResponseURL: address.url, RequestType: 'Update', PhysicalResourceId: 'fleetprov-claims' });
  const remove = () =>
    claimRequest({ ResponseURL: address.url, RequestType: 'Delete', PhysicalResourceId: 'fleetprov-claims' });

  /** Answers the request, with `calls` failing. @returns whether it succeeded */
  async function handle(fleet: FleetInMemory, request: ClaimRequest, calls?: FailingCalls): Promise<boolean> {
    const outside = {
      agent: () => Promise.resolve(agentBytes),
      deviceConfig: () => Promise.resolve(deviceConfig),
      remainingDevices: () => Promise.resolve({ things: [], certificates: 0 }),
      removePolicies: () => Promise.resolve(),
    };
    const handler = claimResourceHandler({
      log,
      fleetOf: () => ({
        issuing: { ...fleet.parts(calls), log },
        ...(calls?.on(outside) ?? outside),
        rootCa: () => 'the root',
        log,
      }),
    });
    await handler(request);
    return address.answers.at(-1)?.['Status'] === 'SUCCESS';
  }

  async function createdFleet(): Promise<FleetInMemory> {
    const fleet = new FleetInMemory();
    await handle(fleet, create());
    return fleet;
  }

  /** The request, and the same once more where it failed. */
  async function repeated(fleet: FleetInMemory, request: ClaimRequest, calls: FailingCalls): Promise<void> {
    if (!(await handle(fleet, request, calls))) {
      expect(await handle(fleet, request, calls)).toBe(true);
    }
  }

  it('makes each model one whole claim and nothing besides, once it is repeated', async () => {
    const count = await everyFailure(
      async (calls) => {
        const fleet = new FleetInMemory();
        await repeated(fleet, create(), calls);
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => {
        expect({ failure, state }).toEqual({ failure, state: undisturbed });
        expect(state.claims).toEqual([wholeClaim]);
      },
    );
    // Agent and configuration, reading thrice, storing thrice and the bundle, issuing, recording, attaching, activating.
    expect(count).toBe(13);
  });

  it('leaves the claims of an earlier one as they are, once it is repeated', async () => {
    const created = await createdFleet();
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        const before = new Map(fleet.bucket.objects);
        await repeated(fleet, update(), calls);
        expect(fleet.bucket.objects).toEqual(before);
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => expect({ failure, state }).toEqual({ failure, state: undisturbed }),
    );
  });

  it('replaces a revoked claim by one, once it is repeated', async () => {
    const created = await createdFleet();
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        const leaked = fleet.bucket.text(modelObjectKeys(model).claimPrivateKey);
        const [revoked] = fleet.iot.certificates.values();
        Object.assign(revoked ?? {}, { status: 'REVOKED' });
        await repeated(fleet, update(), calls);
        expect(fleet.bucket.text(modelObjectKeys(model).claimPrivateKey)).not.toBe(leaked);
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => {
        expect({ failure, state }).toEqual({ failure, state: undisturbed });
        expect(state.claims).toEqual([wholeClaim]);
      },
    );
  });

  it('takes everything back, once it is repeated', async () => {
    const created = await createdFleet();
    await everyFailure(
      async (calls) => {
        const fleet = created.copy();
        await repeated(fleet, remove(), calls);
        return stateOf(fleet);
      },
      (state, _, failure) => expect({ failure, state }).toEqual({ failure, state: nothing }),
    );
  });

  it('is taken back whole: the Delete that CloudFormation sends after a Create that failed leaves nothing', async () => {
    await everyFailure(
      async (calls) => {
        const fleet = new FleetInMemory();
        await handle(fleet, create(), calls);
        await handle(fleet, remove());
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
      const keys = modelObjectKeys(model);
      const privateKey = bucket.text(keys.claimPrivateKey);
      return {
        model: claims.get(certificateId),
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

const wholeClaim = {
  model,
  status: 'ACTIVE',
  policies: [birthPolicy],
  isStored: true,
  isRecorded: true,
  hasItsKey: true,
};
