import { ResourceStack } from '@fleet/resource-stack';
import { documented } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { answered, MadeInCloud } from './made-in-cloud';

describe('thing groups', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
  });

  afterAll(() => resources.dispose());

  const groupsOf = async (thingName: string): Promise<readonly (string | undefined)[]> => {
    const { thingGroups = [] } = await cloud.iot.listThingGroupsForThing({ thingName });
    return thingGroups.map(({ groupName }) => groupName).toSorted();
  };

  documented('API reference, AddThingToThingGroup')('have a thing until it is removed', async () => {
    const [thingName, thingGroupName] = [await made.thing(), await made.thingGroup()];
    await cloud.iot.addThingToThingGroup({ thingName, thingGroupName });
    expect(await groupsOf(thingName)).toEqual([thingGroupName]);
    await cloud.iot.removeThingFromThingGroup({ thingName, thingGroupName });
    expect(await groupsOf(thingName)).toEqual([]);
  });

  documented('API reference, UpdateThingGroupsForThing')('of a thing are changed with one call', async () => {
    const [thingName, old, next] = [await made.thing(), await made.thingGroup(), await made.thingGroup()];
    await cloud.iot.addThingToThingGroup({ thingName, thingGroupName: old });
    await cloud.iot.updateThingGroupsForThing({
      thingName,
      thingGroupsToAdd: [next],
      thingGroupsToRemove: [old],
    });
    expect(await groupsOf(thingName)).toEqual([next]);
  });

  documented('API reference, UpdateThingGroup')('have attributes, and a version that counts', async () => {
    const thingGroupName = await made.thingGroup();
    await cloud.iot.updateThingGroup({
      thingGroupName,
      thingGroupProperties: { attributePayload: { attributes: { site: 's1' } } },
    });
    expect(await cloud.iot.describeThingGroup({ thingGroupName })).toMatchObject({
      version: 2,
      thingGroupProperties: { attributePayload: { attributes: { site: 's1' } } },
    });
  });

  documented('API reference, TagResource')('have tags', async () => {
    const thingGroupName = await made.thingGroup();
    const { thingGroupArn } = await cloud.iot.describeThingGroup({ thingGroupName });
    const resourceArn = answered(thingGroupArn, 'thingGroupArn');
    await cloud.iot.tagResource({
      resourceArn,
      tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'site', Value: 'b' },
      ],
    });
    await cloud.iot.untagResource({ resourceArn, tagKeys: ['team'] });
    const { tags } = await cloud.iot.listTagsForResource({ resourceArn });
    expect(tags).toEqual([{ Key: 'site', Value: 'b' }]);
  });
});
