import { serveControlPlane } from '../testing/served-control-plane';
import type { ServedControlPlane } from '../testing/served-control-plane';

const billingGroupName = 'north';
const billingGroupArn = 'arn:aws:iot:us-east-1:123456789012:billinggroup/north';

describe('billing groups', () => {
  let cloud: ServedControlPlane;
  beforeEach(async () => {
    cloud = await serveControlPlane();
    await cloud.client.createBillingGroup({
      billingGroupName,
      billingGroupProperties: { billingGroupDescription: 'Paid by the north' },
      tags: [{ Key: 'area', Value: 'north' }],
    });
  });
  afterEach(() => cloud.close());

  const thingsIn = async (name: string) =>
    (await cloud.client.listThingsInBillingGroup({ billingGroupName: name })).things;

  it('are described, changed by version, listed, and deleted', async () => {
    const { client } = cloud;
    expect(await client.describeBillingGroup({ billingGroupName })).toMatchObject({
      billingGroupName,
      billingGroupArn,
      version: 1,
      billingGroupProperties: { billingGroupDescription: 'Paid by the north' },
    });
    expect((await client.listTagsForResource({ resourceArn: billingGroupArn })).tags).toHaveLength(1);
    const billingGroupProperties = { billingGroupDescription: 'Paid by all' };
    const changed = { billingGroupName, billingGroupProperties, expectedVersion: 1 };
    expect((await client.updateBillingGroup(changed)).version).toBe(2);
    await expect(client.updateBillingGroup(changed)).rejects.toMatchObject({
      name: 'VersionConflictException',
    });
    await client.createBillingGroup({ billingGroupName: 'south' });
    expect((await client.listBillingGroups({ namePrefixFilter: 'n' })).billingGroups).toEqual([
      { groupName: billingGroupName, groupArn: billingGroupArn },
    ]);
    await client.deleteBillingGroup({ billingGroupName });
    await client.deleteBillingGroup({ billingGroupName });
    expect((await client.listBillingGroups({})).billingGroups).toMatchObject([{ groupName: 'south' }]);
  });

  it('are the same for the same description, and refused with another', async () => {
    const { client } = cloud;
    await client.createBillingGroup({
      billingGroupName,
      billingGroupProperties: { billingGroupDescription: 'Paid by the north' },
    });
    await expect(client.createBillingGroup({ billingGroupName })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
  });

  it('have things, each of which is in one group at most', async () => {
    const { client } = cloud;
    await client.createBillingGroup({ billingGroupName: 'south' });
    await client.createThing({ thingName: 'a', billingGroupName });
    await client.createThing({ thingName: 'b' });
    await client.addThingToBillingGroup({
      billingGroupArn,
      thingArn: 'arn:aws:iot:us-east-1:123456789012:thing/b',
    });
    expect(await thingsIn(billingGroupName)).toEqual(['a', 'b']);
    await client.addThingToBillingGroup({ billingGroupName: 'south', thingName: 'a' });
    expect(await thingsIn(billingGroupName)).toEqual(['b']);
    expect((await client.describeThing({ thingName: 'a' })).billingGroupName).toBe('south');
    await client.removeThingFromBillingGroup({ billingGroupName: 'south', thingName: 'a' });
    expect((await client.describeThing({ thingName: 'a' })).billingGroupName).toBeUndefined();
  });

  it('forget a thing that is deleted, and a group that is deleted leaves its things', async () => {
    const { client } = cloud;
    await client.createThing({ thingName: 'a', billingGroupName });
    await client.deleteThing({ thingName: 'a' });
    expect(await thingsIn(billingGroupName)).toEqual([]);
    await client.createThing({ thingName: 'b', billingGroupName });
    await client.deleteBillingGroup({ billingGroupName });
    expect((await client.describeThing({ thingName: 'b' })).billingGroupName).toBeUndefined();
  });

  it.each([
    ['of a group that there is not', { billingGroupName: 'west', thingName: 'a' }],
    ['of a thing that there is not', { billingGroupName, thingName: 'z' }],
  ])('refuse a member %s', async (_what, input) => {
    await cloud.client.createThing({ thingName: 'a' });
    await expect(cloud.client.addThingToBillingGroup(input)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      cloud.client.createThing({ thingName: 'c', billingGroupName: 'west' }),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
