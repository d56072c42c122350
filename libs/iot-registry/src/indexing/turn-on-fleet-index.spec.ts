import { IoTClient, ResourceNotFoundException, type ThingIndexingConfiguration } from '@aws-sdk/client-iot';
import { turnOnFleetIndex, type FleetIndexOutcome } from './turn-on-fleet-index';

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

describe('turning the fleet index on', () => {
  let sent: { command: string | undefined; input: unknown }[];
  let waited: number;

  /** @param statuses what DescribeIndex answers, one after another; the last again and again */
  async function turnOn(
    configured: ThingIndexingConfiguration | undefined,
    statuses: readonly (string | undefined)[] = ['ACTIVE'],
  ): Promise<FleetIndexOutcome> {
    [sent, waited] = [[], 0];
    let looks = 0;
    const answerTo = (commandName: string | undefined): object => {
      if (commandName === 'GetIndexingConfigurationCommand') {
        const thingGroupIndexingConfiguration = { thingGroupIndexingMode: 'ON' };
        return { thingIndexingConfiguration: configured, thingGroupIndexingConfiguration };
      }
      if (commandName !== 'DescribeIndexCommand') {
        return {};
      }
      const indexStatus = statuses[Math.min(looks++, statuses.length - 1)];
      return indexStatus === undefined
        ? new ResourceNotFoundException({ message: 'no such index', $metadata: {} })
        : { indexStatus };
    };
    const iot = new IoTClient({ region: 'us-east-1' });
    iot.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) => {
          sent.push({ command: commandName?.replace(/Command$/, ''), input });
          const answer = answerTo(commandName);
          if (answer instanceof Error) {
            return Promise.reject(answer);
          }
          return Promise.resolve({ response: {}, output: { $metadata: {}, ...answer } });
        },
      { step: 'initialize', priority: 'high' },
    );
    return turnOnFleetIndex(iot, (milliseconds) => {
      waited += milliseconds;
      return Promise.resolve();
    });
  }

  const updates = () =>
    sent.filter(({ command }) => command === 'UpdateIndexingConfiguration').map(({ input }) => input);

  it.each([
    ['was never configured', undefined],
    ['is off', { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'OFF' }],
  ] as const)('turns on what a fleet needs where indexing %s', async (_name, before) => {
    expect(await turnOn(before)).toEqual({ outcome: 'turned-on', before, status: 'ACTIVE' });
    expect(updates()).toEqual([
      {
        thingIndexingConfiguration: {
          thingIndexingMode: 'REGISTRY',
          thingConnectivityIndexingMode: 'STATUS',
        },
      },
    ]);
  });

  it.each(['REGISTRY', 'REGISTRY_AND_SHADOW'] as const)(
    'adds connectivity to an index over %s and keeps everything else, the groups’ index untouched',
    async (thingIndexingMode) => {
      const before = { thingIndexingMode, ...everythingElse };
      await turnOn({
        ...before,
        thingConnectivityIndexingMode: 'OFF',
        // AWS IoT's own, answered to everybody and changed by nobody.
        managedFields: [{ name: 'thingName', type: 'String' }],
      });
      expect(updates()).toEqual([
        { thingIndexingConfiguration: { ...before, thingConnectivityIndexingMode: 'STATUS' } },
      ]);
    },
  );

  it.each(['REGISTRY', 'REGISTRY_AND_SHADOW'] as const)(
    'changes nothing where nothing is missing: %s',
    async (thingIndexingMode) => {
      const outcome = await turnOn({ thingIndexingMode, thingConnectivityIndexingMode: 'STATUS' });
      expect(outcome).toEqual({ outcome: 'on-already' });
      expect(sent.map(({ command }) => command)).toEqual(['GetIndexingConfiguration']);
    },
  );

  it('waits until a new index is built', async () => {
    const outcome = await turnOn(undefined, [undefined, 'BUILDING', 'BUILDING', 'ACTIVE']);
    expect(outcome).toMatchObject({ status: 'ACTIVE' });
    expect(waited).toBe(15_000);
  });

  it('does not wait longer than a minute for one', async () => {
    expect(await turnOn(undefined, ['BUILDING'])).toMatchObject({ status: 'BUILDING' });
    expect(waited).toBe(55_000);
  });
});
