import { ResourceStack } from '@fleet/resource-stack';
import { documented } from './behaviour';
import { cloudUnderTest, namesBeginWith, type CloudUnderTest } from './cloud-under-test';
import { MadeInCloud } from './made-in-cloud';

describe('thing types', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
    await removeTypesOfEarlierRuns();
  });

  afterAll(() => resources.dispose());

  /** A type can be deleted five minutes after it was deprecated: no run waits so long for its own, or for another's. */
  async function removeTypesOfEarlierRuns(): Promise<void> {
    const { thingTypes = [] } = await cloud.iot.listThingTypes({ maxResults: 250 });
    const sixMinutesAgo = new Date(Date.now() - 6 * 60_000);
    const old = thingTypes.filter(({ thingTypeName, thingTypeMetadata: { deprecationDate } = {} }) => {
      const isOurs = thingTypeName?.startsWith(namesBeginWith) === true;
      return isOurs && deprecationDate !== undefined && deprecationDate < sixMinutesAgo;
    });
    await Promise.all(old.map(({ thingTypeName }) => cloud.iot.deleteThingType({ thingTypeName })));
  }

  async function deprecatedType(): Promise<string> {
    const thingTypeName = cloud.freshName('type');
    await cloud.iot.createThingType({ thingTypeName });
    await cloud.iot.deprecateThingType({ thingTypeName });
    return thingTypeName;
  }

  documented('API reference, DeprecateThingType')('are shown as deprecated', async () => {
    const thingTypeName = await deprecatedType();
    expect(await cloud.iot.describeThingType({ thingTypeName })).toMatchObject({
      thingTypeName,
      thingTypeMetadata: { deprecated: true, deprecationDate: expect.any(Date) },
    });
  });

  documented('API reference, DeprecateThingType')('that are deprecated get no new things', async () => {
    const thingTypeName = await deprecatedType();
    const thingName = cloud.freshName('thing');
    made.removeLater(() => cloud.iot.deleteThing({ thingName }));
    await expect(cloud.iot.createThing({ thingName, thingTypeName })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  documented('API reference, DeleteThingType')(
    'are deleted five minutes after they were deprecated, not before',
    async () => {
      const thingTypeName = await deprecatedType();
      await expect(cloud.iot.deleteThingType({ thingTypeName })).rejects.toMatchObject({
        name: 'InvalidRequestException',
      });
    },
  );
});
