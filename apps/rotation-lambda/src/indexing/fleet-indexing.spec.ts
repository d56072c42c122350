import { IoTClient, ResourceNotFoundException, type ThingIndexingConfiguration } from '@aws-sdk/client-iot';
import { openAnswerAddress, type AnswerAddress } from '@fleet/custom-resource';
import { pino } from 'pino';
import { fleetIndexingHandler } from './fleet-indexing';

/** Everything an account can have configured beside what a fleet needs. */
const everythingElse: Omit<ThingIndexingConfiguration, 'thingIndexingMode'> = {
  deviceDefenderIndexingMode: 'VIOLATIONS',
  namedShadowIndexingMode: 'ON',
  customFields: [{ name: 'attributes.floor', type: 'Number' }],
  filter: {
    namedShadowNames: ['heating'],
    geoLocations: [{ name: 'shadow.name.heating.reported.place', order: 'LatLon' }],
    connectivity: { includeSocketInformation: ['GET_THING_CONNECTIVITY_DATA'] },
  },
};

describe('the custom resource for the fleet index', () => {
  let address: AnswerAddress;
  let configured: ThingIndexingConfiguration | undefined;
  /** What DescribeIndex answers, one after another; the last again and again. */
  let statuses: (string | undefined)[];
  let sent: { command: string | undefined; input: unknown }[];
  let failure: Error | undefined;
  let waited: number;
  let handler: (event: unknown) => Promise<void>;

  beforeEach(async () => {
    address = await openAnswerAddress();
    [configured, statuses, sent, failure, waited] = [undefined, ['ACTIVE'], [], undefined, 0];
    const iot = new IoTClient({ region: 'us-east-1' });
    iot.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) => {
          sent.push({ command: commandName?.replace(/Command$/, ''), input });
          const answer = failure ?? answerTo(commandName);
          if (answer instanceof Error) return Promise.reject(answer);
          return Promise.resolve({ response: {}, output: { $metadata: {}, ...answer } });
        },
      { step: 'initialize', priority: 'high' },
    );
    const pause = (milliseconds: number): Promise<void> => {
      waited += milliseconds;
      return Promise.resolve();
    };
    handler = fleetIndexingHandler({ iot, pause, log: pino({ level: 'silent' }) });
  });

  afterEach(() => address.close());

  function answerTo(commandName: string | undefined): object {
    if (commandName === 'GetIndexingConfigurationCommand') {
      return { thingIndexingConfiguration: configured, thingGroupIndexingConfiguration: groups };
    }
    if (commandName !== 'DescribeIndexCommand') return {};
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status === undefined) return new ResourceNotFoundException({ message: 'no index', $metadata: {} });
    return { indexName: 'AWS_Things', indexStatus: status };
  }

  const groups = {
    thingGroupIndexingMode: 'ON',
    customFields: [{ name: 'attributes.site', type: 'String' }],
  };

  const ask = (RequestType: 'Create' | 'Update' | 'Delete') =>
    handler({
      RequestType,
      ResponseURL: address.url,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'FleetIndexing',
      ...(RequestType === 'Create' ? {} : { PhysicalResourceId: 'AWS_Things' }),
      ResourceProperties: { ServiceToken: 'arn' },
    });

  const updates = () =>
    sent.filter(({ command }) => command === 'UpdateIndexingConfiguration').map(({ input }) => input);

  it.each([
    ['was never configured', undefined],
    ['is off', { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'OFF' }],
  ] as const)('turns on what a fleet needs where indexing %s', async (_name, before) => {
    configured = before;
    await ask('Create');
    expect(updates()).toEqual([
      {
        thingIndexingConfiguration: {
          thingIndexingMode: 'REGISTRY',
          thingConnectivityIndexingMode: 'STATUS',
        },
      },
    ]);
    expect(address.answers).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'AWS_Things' }),
    ]);
  });

  it.each(['REGISTRY', 'REGISTRY_AND_SHADOW'] as const)(
    'adds connectivity to an index over %s and keeps everything else, the groups’ index untouched',
    async (thingIndexingMode) => {
      const before = { thingIndexingMode, ...everythingElse };
      configured = {
        ...before,
        thingConnectivityIndexingMode: 'OFF',
        // AWS IoT's own, answered to everybody and changed by nobody.
        managedFields: [{ name: 'thingName', type: 'String' }],
      };
      await ask('Update');
      expect(updates()).toEqual([
        { thingIndexingConfiguration: { ...before, thingConnectivityIndexingMode: 'STATUS' } },
      ]);
    },
  );

  it.each(['REGISTRY', 'REGISTRY_AND_SHADOW'] as const)(
    'changes nothing where nothing is missing: %s',
    async (thingIndexingMode) => {
      configured = { thingIndexingMode, thingConnectivityIndexingMode: 'STATUS' };
      await ask('Update');
      expect(sent.map(({ command }) => command)).toEqual(['GetIndexingConfiguration']);
      expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
    },
  );

  it('waits until a new index is built', async () => {
    statuses = [undefined, 'BUILDING', 'BUILDING', 'ACTIVE'];
    await ask('Create');
    expect(waited).toBe(15_000);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('does not let a deploy fail for an index that takes long', async () => {
    statuses = ['BUILDING'];
    await ask('Create');
    expect(waited).toBe(55_000);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS' });
  });

  it('turns nothing off, and asks nothing, when it is deleted', async () => {
    await ask('Delete');
    expect(sent).toEqual([]);
    expect(address.answers[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'AWS_Things' });
  });

  it('tells the stack why it failed', async () => {
    failure = new Error('User is not authorized to perform iot:UpdateIndexingConfiguration');
    await ask('Create');
    expect(address.answers[0]).toMatchObject({
      Status: 'FAILED',
      Reason: 'User is not authorized to perform iot:UpdateIndexingConfiguration',
    });
  });
});
