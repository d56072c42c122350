import { foundThing, foundThingOf } from './found-thing';

const thingName = 'sensor-1';

describe('a thing that the fleet index names', () => {
  it('is kept with its dates and its connection, and without the rest of its attributes', () => {
    const attributes = { cert_issuance: '20250101', rotation_notified: '20261228', model: 'm' };
    const document = { thingName, attributes, connectivity: { connected: true } };
    const found = { thingName, issued: '20250101', notified: '20261228', connected: true };
    expect(foundThingOf(document)).toEqual(found);
    expect(foundThing.parse(found)).toEqual(found);
  });

  it('is nothing without a name', () => {
    expect(foundThingOf({ attributes: { cert_issuance: '20250101' } })).toBeUndefined();
  });

  it('may have neither attributes nor a connection', () => {
    expect(foundThingOf({ thingName })).toEqual({ thingName, connected: false });
    expect(foundThingOf({ thingName, connectivity: {} })).toEqual({ thingName, connected: false });
  });

  it('is kept with no more than twenty characters of what stands for a date', () => {
    const attributes = { cert_issuance: 'i'.repeat(800), rotation_notified: 'n'.repeat(800) };
    expect(foundThingOf({ thingName, attributes })).toEqual({
      thingName,
      connected: false,
      issued: 'i'.repeat(20),
      notified: 'n'.repeat(20),
    });
  });
});
