import type { SearchIndexCommandInput } from '@aws-sdk/client-iot';
import type { ServedControlPlane } from '../testing/served-control-plane';
import { serveControlPlane } from '../testing/served-control-plane';

describe('the fleet index, to the AWS SDK', () => {
  let served: ServedControlPlane;
  beforeEach(async () => {
    served = await serveControlPlane();
  });
  afterEach(() => served.close());

  const index = (
    thingConnectivityIndexingMode: 'OFF' | 'STATUS' = 'STATUS',
    thingIndexingMode: 'OFF' | 'REGISTRY' = 'REGISTRY',
  ) =>
    served.client.updateIndexingConfiguration({
      thingIndexingConfiguration: { thingIndexingMode, thingConnectivityIndexingMode },
    });
  const search = (queryString: string, more: Partial<SearchIndexCommandInput> = {}) =>
    served.client.searchIndex({ queryString, ...more });

  it('does not exist before things are indexed, nor after they no longer are', async () => {
    const { client } = served;
    const missing = {
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('AWS_Things') as string,
    };
    expect((await client.listIndices({})).indexNames).toEqual([]);
    await expect(search('*')).rejects.toMatchObject(missing);
    await expect(client.describeIndex({ indexName: 'AWS_Things' })).rejects.toMatchObject(missing);
    await index('OFF');
    expect((await client.listIndices({})).indexNames).toEqual(['AWS_Things']);
    expect(await client.describeIndex({ indexName: 'AWS_Things' })).toMatchObject({
      indexStatus: 'ACTIVE',
      schema: 'REGISTRY',
    });
    await index();
    expect((await client.describeIndex({ indexName: 'AWS_Things' })).schema).toBe(
      'REGISTRY_AND_CONNECTIVITY_STATUS',
    );
    await index('OFF', 'OFF');
    await expect(search('*')).rejects.toMatchObject(missing);
  });

  it('answers a thing as a document', async () => {
    const { client, iot, clock } = served;
    await index();
    await client.createThingType({ thingTypeName: 'lamp' });
    await client.createThingGroup({ thingGroupName: 'house' });
    await client.createThingGroup({ thingGroupName: 'room', parentGroupName: 'house' });
    const { thingId } = await client.createThing({
      thingName: 't',
      thingTypeName: 'lamp',
      attributePayload: { attributes: { issued: '20180630' } },
    });
    await client.addThingToThingGroup({ thingName: 't', thingGroupName: 'room' });
    const document = {
      thingName: 't',
      thingId,
      thingTypeName: 'lamp',
      thingGroupNames: ['room', 'house'],
      attributes: { issued: '20180630' },
    };
    const query = 'thingGroupNames:house AND attributes.issued:[19700101 TO 20251101]';
    expect((await search(query)).things).toEqual([{ ...document, connectivity: { connected: false } }]);

    const session = { clientId: 't', sessionIdentifier: 's', at: clock.now() };
    iot.connectivity.connected({ ...session, sourceIp: '127.0.0.1' });
    const timestamp = session.at.getTime();
    expect((await search('connectivity.connected:true')).things).toEqual([
      { ...document, connectivity: { connected: true, timestamp, clientId: 't' } },
    ]);
    expect(
      await client.getThingConnectivityData({ thingName: 't', includeSocketInformation: true }),
    ).toMatchObject({
      connected: true,
      timestamp: session.at,
      sourceIp: '127.0.0.1',
    });
    iot.connectivity.disconnected({ ...session, reason: 'CONNECTION_LOST' });
    expect(await client.getThingConnectivityData({ thingName: 't' })).toMatchObject({
      thingName: 't',
      connected: false,
      disconnectReason: 'CONNECTION_LOST',
    });
    await index('OFF');
    expect((await search('t')).things).toEqual([document]);
  });

  it('pages, and refuses the token of another query and pages beyond a hundred', async () => {
    await index();
    for (const thingName of ['a', 'b', 'c']) {
      await served.client.createThing({ thingName });
    }
    const first = await search('*', { maxResults: 2 });
    const second = await search('*', { maxResults: 2, nextToken: first.nextToken });
    expect([...(first.things ?? []), ...(second.things ?? [])].map(({ thingName }) => thingName)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(second.nextToken).toBeUndefined();
    const invalid = { name: 'InvalidRequestException', $metadata: { httpStatusCode: 400 } };
    await expect(search('a*', { nextToken: first.nextToken })).rejects.toMatchObject(invalid);
    await expect(search('*', { maxResults: 101 })).rejects.toMatchObject(invalid);
    await expect(search('*', { indexName: 'AWS_ThingGroups' })).rejects.toMatchObject(invalid);
    await expect(search('*', { queryVersion: '2000-01-01' })).rejects.toMatchObject(invalid);
  });

  it('says what is wrong with a query', async () => {
    await index();
    for (const query of ['a:[1 TO', 'a b c d e f g h i j k l m', 'x ~2']) {
      await expect(search(query)).rejects.toMatchObject({ name: 'InvalidQueryException' });
    }
    await expect(search('thingName:(a')).rejects.toMatchObject({
      message: 'Expected ")", found the end of the query.',
    });
  });

  it('counts', async () => {
    const { client } = served;
    await index();
    await client.createThing({ thingName: 'a', attributePayload: { attributes: { x: '1' } } });
    await client.createThing({ thingName: 'b' });
    expect((await client.getStatistics({ queryString: '*' })).statistics).toEqual({ count: 2 });
    const ofField = { queryString: '*', aggregationField: 'attributes.x' };
    await expect(client.getStatistics(ofField)).rejects.toMatchObject({
      name: 'InvalidAggregationException',
    });
    await client.updateIndexingConfiguration({
      thingIndexingConfiguration: {
        thingIndexingMode: 'REGISTRY',
        customFields: [{ name: 'attributes.x', type: 'String' }],
      },
    });
    expect((await client.getStatistics(ofField)).statistics).toEqual({ count: 1 });
  });

  it('has the managed fields of what is indexed, and takes them back with a configuration', async () => {
    const { client } = served;
    const names = async () => {
      const { thingIndexingConfiguration } = await client.getIndexingConfiguration({});
      return thingIndexingConfiguration?.managedFields?.map(({ name }) => name);
    };
    expect(await names()).toEqual([]);
    await index();
    expect(await names()).toEqual(expect.arrayContaining(['thingName', 'connectivity.connected']));
    const read = await client.getIndexingConfiguration({});
    await client.updateIndexingConfiguration({
      thingIndexingConfiguration: read.thingIndexingConfiguration,
      thingGroupIndexingConfiguration: read.thingGroupIndexingConfiguration,
    });
    expect(await client.getIndexingConfiguration({})).toMatchObject({
      thingIndexingConfiguration: read.thingIndexingConfiguration,
    });
    await index('OFF');
    expect(await names()).not.toContain('connectivity.connected');
  });

  it.each([
    [{ thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'STATUS' }, 'connectivity'],
    [
      { thingIndexingMode: 'REGISTRY', customFields: [{ name: 'thingName', type: 'String' }] },
      'custom field',
    ],
    [
      { thingIndexingMode: 'REGISTRY', customFields: [{ name: 'shadow.reported.x', type: 'String' }] },
      'shadow',
    ],
  ] as const)('refuses the configuration %j', async (thingIndexingConfiguration, message) => {
    const { customFields, ...modes } = { customFields: undefined, ...thingIndexingConfiguration };
    const update = served.client.updateIndexingConfiguration({
      thingIndexingConfiguration: { ...modes, customFields: customFields && [...customFields] },
    });
    await expect(update).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(message) as string,
    });
  });
});
