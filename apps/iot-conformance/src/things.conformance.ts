import { ResourceStack } from '@fleet/resource-stack';
import { documented, guessed, measured, reported } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { MadeInCloud } from './made-in-cloud';

describe('things', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
  });

  afterAll(() => resources.dispose());

  const attributesOf = async (thingName: string): Promise<unknown> =>
    (await cloud.iot.describeThing({ thingName })).attributes;

  measured("LocalStack's tests that were validated on AWS")(
    'of the same name and attributes are made once, and answered as made',
    async () => {
      const thingName = await made.thing({ model: 'm1' });
      const { thingId } = await cloud.iot.describeThing({ thingName });
      const again = await cloud.iot.createThing({
        thingName,
        attributePayload: { attributes: { model: 'm1' } },
      });
      expect(again).toMatchObject({ thingName, thingId });
    },
  );

  measured("LocalStack's tests that were validated on AWS")(
    'of the same name and other attributes are refused',
    async () => {
      const thingName = await made.thing({ model: 'm1' });
      const again = cloud.iot.createThing({ thingName, attributePayload: { attributes: { model: 'm2' } } });
      await expect(again).rejects.toMatchObject({
        name: 'ResourceAlreadyExistsException',
        message: `Thing ${thingName} already exists in account with different attributes`,
      });
    },
  );

  documented('API reference, DeleteThing')('that do not exist are deleted without an error', async () => {
    await cloud.iot.deleteThing({ thingName: cloud.freshName('absent') });
  });

  reported('rebuy-de/aws-nuke#374')('with a certificate cannot be deleted', async () => {
    const thingName = await made.thing();
    const { certificateArn } = await made.certificate();
    await cloud.iot.attachThingPrincipal({ thingName, principal: certificateArn });
    await expect(cloud.iot.deleteThing({ thingName })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: `Cannot delete. Thing ${thingName} is still attached to one or more principals`,
    });
  });

  guessed('no text is published')('that do not exist cannot be described', async () => {
    await expect(attributesOf(cloud.freshName('absent'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  documented('API reference, AttributePayload')('get new attributes in place of the old ones', async () => {
    const thingName = await made.thing({ model: 'm1', batch: 'b1' });
    await cloud.iot.updateThing({ thingName, attributePayload: { attributes: { batch: 'b2' } } });
    expect(await attributesOf(thingName)).toEqual({ batch: 'b2' });
  });

  documented('API reference, AttributePayload')(
    'get new attributes beside the old ones when merged, and lose those that are empty',
    async () => {
      const thingName = await made.thing({ model: 'm1', batch: 'b1' });
      const attributes = { batch: '', line: 'l1' };
      await cloud.iot.updateThing({ thingName, attributePayload: { attributes, merge: true } });
      expect(await attributesOf(thingName)).toEqual({ model: 'm1', line: 'l1' });
    },
  );

  documented('developer guide, thing-registry')(
    'have at most three attributes without a thing type',
    async () => {
      const attributes = { one: '1', two: '2', three: '3', four: '4' };
      await expect(made.thing(attributes)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    },
  );

  documented('API reference, ThingName')('have no blank in their names', async () => {
    await expect(cloud.iot.createThing({ thingName: 'no blank' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  measured("LocalStack's tests that were validated on AWS")(
    'are listed in pages, and the last full page says that it is the last',
    async () => {
      const batch = cloud.freshName('batch');
      const names = [await made.thing({ batch }), await made.thing({ batch })];
      const filter = { attributeName: 'batch', attributeValue: batch, maxResults: 1 };
      const first = await cloud.iot.listThings(filter);
      const second = await cloud.iot.listThings({ ...filter, nextToken: first.nextToken });
      const listed = [first, second].flatMap(({ things = [] }) => things.map(({ thingName }) => thingName));
      expect(listed.toSorted()).toEqual(names.toSorted());
      expect(second.nextToken).toBeUndefined();
    },
  );
});
