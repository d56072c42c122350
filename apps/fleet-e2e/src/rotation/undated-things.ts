import type { Rotating } from './rotating-fleet';

const things = [
  ['undated-missing', undefined, 'missing'],
  ['undated-malformed', 'next-year', 'malformed'],
  ['undated-future', '20991231', 'future'],
] as const;

/** Dates that nobody can make anything of, one thing of each kind. */
export function undatedThings(rotating: Rotating): void {
  beforeAll(async () => {
    const { iot, fleet } = rotating();
    for (const [thingName, date] of things) {
      const attributes = date === undefined ? {} : { cert_issuance: date };
      await iot.createThing({ thingName, attributePayload: { attributes } });
      await iot.addThingToThingGroup({ thingName, thingGroupName: fleet.names.thingGroup });
    }
  });

  afterAll(async () => {
    for (const [thingName] of things) {
      await rotating().iot.deleteThing({ thingName });
    }
  });

  it('are found, counted by their kind, and warned', async () => {
    await expect(rotating().sweep()).resolves.toMatchObject({
      missingDate: 1,
      malformedDate: 1,
      futureDate: 1,
      found: 3,
      warned: 3,
      expired: 0,
      failed: 0,
    });
  });

  it.each(things)('are named to the operator: %s', async (thingName, _date, kind) => {
    await expect(rotating().monitorLines(thingName)).resolves.toContainEqual(
      expect.objectContaining({ thingName, date: kind }),
    );
  });

  it('are not cut off on that account, when the days of grace are over', async () => {
    await rotating().cloud.moveTime('+30d');
    await expect(rotating().sweep()).resolves.toMatchObject({ expired: 0, deactivated: 0 });
  });
}
