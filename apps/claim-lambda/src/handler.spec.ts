import { openAnswerAddress, type AnswerAddress } from '@fleet/custom-resource/testing';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { unzipSync } from 'fflate';
import { pino } from 'pino';
import type { RemainingDevices } from './fleet-claims';
import { claimResourceHandler } from './handler';
import { agentBytes, agentNotices, claimRequest, deviceConfig } from './testing/claim-request';
import { FleetInMemory } from './testing/fleet-in-memory';

const silent = pino({ level: 'silent' });

describe('the claim resource', () => {
  let address: AnswerAddress;
  let answers: AnswerAddress['answers'];
  let fleet: FleetInMemory;
  let remaining: RemainingDevices;
  /** How many claims there were, each time that the policies were removed. */
  let claimsWithPolicies: number[];
  let handler: (event: unknown) => Promise<void>;

  beforeEach(async () => {
    address = await openAnswerAddress();
    ({ answers } = address);
    fleet = new FleetInMemory();
    remaining = { things: [], certificates: 0 };
    claimsWithPolicies = [];
    handler = claimResourceHandler({
      log: silent,
      fleetOf: () => ({
        issuing: { ...fleet.parts(), log: silent },
        agent: () => Promise.resolve(agentBytes),
        notices: () => Promise.resolve(agentNotices),
        deviceConfig: () => Promise.resolve(deviceConfig),
        rootCa: () => 'the root',
        remainingDevices: () => Promise.resolve(remaining),
        removePolicies: () => {
          claimsWithPolicies.push(fleet.claims.size);
          return Promise.resolve();
        },
        log: silent,
      }),
    });
  });

  afterEach(() => address.close());

  const request = (change: object = {}) => {
    const { ResourceProperties, ...rest } = claimRequest({ ResponseURL: address.url });
    return {
      ...rest,
      ResourceProperties: { ...ResourceProperties, Models: ['model-1', 'model-2'] },
      ...change,
    };
  };
  const bundle = (model: string) => fleet.bucket.objects.get(modelObjectKeys(model).clientZip);

  it('makes a claim and a bundle for every model and says where devices connect', async () => {
    await handler(request());
    expect(answers).toEqual([
      expect.objectContaining({
        method: 'PUT',
        Status: 'SUCCESS',
        PhysicalResourceId: 'fleetprov-claims',
        Data: { Endpoint: 'example-ats.iot.us-east-1.amazonaws.com', ClaimsNotInForce: 'none' },
      }),
    ]);
    expect(fleet.bucket.contentTypes.get(modelObjectKeys('model-2').clientZip)).toBe('application/zip');
    const files = unzipSync(bundle('model-2') ?? Buffer.of());
    expect(Object.keys(files).sort()).toEqual([
      'README.txt',
      'THIRD-PARTY-LICENSES.txt',
      'agent.js',
      'certs/bootstrap-certificate.pem.crt',
      'certs/bootstrap-private.pem.key',
      'certs/root.ca.pem',
      'config.json',
      'machine_config.json',
      'sbom.json',
    ]);
    expect(JSON.parse(Buffer.from(files['machine_config.json'] ?? '').toString())).toEqual({
      serial_num: 'SET-SERIAL-NUMBER',
      model_type: 'model-2',
    });
  });

  it('makes the same bundle of the same things, byte by byte', async () => {
    await handler(request());
    const first = bundle('model-1');
    await handler(request({ RequestType: 'Update', PhysicalResourceId: 'fleetprov-claims' }));
    expect(first).toBeDefined();
    expect(bundle('model-1')).toEqual(first);
  });

  it('keeps its physical id and the claim of a model that the configuration drops', async () => {
    await handler(request());
    const properties = { ...request().ResourceProperties, Models: ['model-1'] };
    await handler(
      request({
        RequestType: 'Update',
        PhysicalResourceId: 'fleetprov-claims',
        ResourceProperties: properties,
      }),
    );
    expect(answers[1]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'fleetprov-claims' });
    expect([fleet.claims.size, claimsWithPolicies]).toEqual([2, []]);
  });

  it('refuses another resource tag', async () => {
    const old = { ResourceTag: 'before' };
    await handler(
      request({ RequestType: 'Update', PhysicalResourceId: 'before-claims', OldResourceProperties: old }),
    );
    expect(answers[0]).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'before-claims',
      Reason: expect.stringContaining('cannot change from "before" to "fleetprov"'),
    });
    expect(fleet.iot.certificates.size).toBe(0);
  });

  it('lets CloudFormation roll a refused resource tag back', async () => {
    await handler(request());
    const refused = { ResourceTag: 'other' };
    await handler(
      request({
        RequestType: 'Update',
        PhysicalResourceId: 'fleetprov-claims',
        OldResourceProperties: refused,
      }),
    );
    expect(answers[1]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'fleetprov-claims' });
  });

  it('takes back all that it made, models since dropped included', async () => {
    await handler(request());
    await handler(request({ RequestType: 'Delete', PhysicalResourceId: 'fleetprov-claims' }));
    expect(answers[1]).toMatchObject({ Status: 'SUCCESS' });
    expect([fleet.bucket.objects.size, fleet.iot.certificates.size, fleet.claims.size]).toEqual([0, 0, 0]);
    expect(claimsWithPolicies).toEqual([0]);
  });

  it.each([
    { things: ['sensor-1'], certificates: 0 },
    { things: [], certificates: 1 },
  ])('refuses to go while devices remain, and touches nothing: %j', async (left) => {
    await handler(request());
    remaining = left;
    await handler(request({ RequestType: 'Delete', PhysicalResourceId: 'fleetprov-claims' }));
    expect(answers[1]).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('infra:decommission'),
    });
    expect(fleet.claims.size).toBe(2);
  });

  it('answers a request with bad properties, naming them', async () => {
    await handler(request({ ResourceProperties: { ResourceTag: 'fleetprov' } }));
    expect(answers[0]).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('ResourceProperties.Models'),
    });
  });

  it('fails loudly when CloudFormation does not take the answer', async () => {
    await expect(handler(request({ ResponseURL: address.refusingUrl }))).rejects.toThrow('403');
  });
});
