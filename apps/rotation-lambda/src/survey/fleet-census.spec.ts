import { IoTClient, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { createFleetCensus } from './fleet-census';

const id = (letter: string) => letter.repeat(64);
const arn = (letter: string) => `arn:aws:iot:us-east-1:123456789012:cert/${id(letter)}`;
const endsAt = new Date('2049-12-31T23:59:59Z');

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** A census over an AWS IoT that answers so; whatever else is asked is a failure. */
function censusOver(answers: Answers) {
  const iot = new IoTClient({ region: 'us-east-1' });
  const asked: unknown[] = [];
  iot.middlewareStack.add(
    (_next, { commandName = 'none' }) =>
      ({ input }) => {
        asked.push([commandName, input]);
        const answer = answers[commandName];
        if (answer === undefined) {
          return Promise.reject(new Error(`nobody expects ${commandName}`));
        }
        return Promise.resolve({ response: {}, output: { $metadata: {}, ...answer({ ...input }) } });
      },
    { step: 'initialize', priority: 'high' },
  );
  const names = { thingGroup: 'fleetprov_fleet', bootstrapPolicy: 'fleetprov_birth_policy' };
  return { census: createFleetCensus(iot, names), asked };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

describe('the census of a fleet', () => {
  it('has the index count', async () => {
    const { census, asked } = censusOver({ GetStatisticsCommand: () => ({ statistics: { count: 7 } }) });
    await expect(census.count('thingGroupNames:"fleetprov_fleet"')).resolves.toBe(7);
    expect(asked).toEqual([['GetStatisticsCommand', { queryString: 'thingGroupNames:"fleetprov_fleet"' }]]);
  });

  it('takes no answer for none', async () => {
    const { census } = censusOver({ GetStatisticsCommand: () => ({}) });
    await expect(census.count('thingGroupNames:"fleetprov_fleet"')).resolves.toBe(0);
  });

  it('reads the dates of a few things of the group', async () => {
    const { census, asked } = censusOver({
      ListThingsInThingGroupCommand: () => ({ things: ['one', 'two'] }),
      DescribeThingCommand: ({ thingName }) =>
        thingName === 'one' ? { attributes: { cert_issuance: '20260101' } } : {},
    });
    await expect(all(census.someDates())).resolves.toEqual(['20260101', undefined]);
    expect(asked[0]).toEqual([
      'ListThingsInThingGroupCommand',
      { thingGroupName: 'fleetprov_fleet', maxResults: 25 },
    ]);
  });

  it('names the claims that are in force, and when they end', async () => {
    const statuses: Readonly<Record<string, string>> = { [id('a')]: 'ACTIVE', [id('b')]: 'INACTIVE' };
    const { census } = censusOver({
      ListTargetsForPolicyCommand: ({ marker }) =>
        marker === undefined
          ? { targets: [arn('a'), 'arn:aws:iot:us-east-1:123456789012:thinggroup/other'], nextMarker: 'more' }
          : { targets: [arn('b')] },
      DescribeCertificateCommand: ({ certificateId }) => ({
        certificateDescription: { status: statuses[String(certificateId)], validity: { notAfter: endsAt } },
      }),
    });
    await expect(census.claimsInForce()).resolves.toEqual([{ certificateId: id('a'), endsAt }]);
  });

  it('knows of no claims where their policy is gone', async () => {
    const { census } = censusOver({
      ListTargetsForPolicyCommand: () => {
        throw new ResourceNotFoundException({ message: 'gone', $metadata: {} });
      },
    });
    await expect(census.claimsInForce()).resolves.toEqual([]);
  });
});
