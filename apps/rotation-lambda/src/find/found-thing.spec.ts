import { dayOf, foundThing, foundThingOf } from './found-thing';

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

  it.each([
    ['is offline', { connected: false, timestamp: 1 }, 1],
    ['is connected', { connected: true, timestamp: 1 }, undefined],
    ['was never connected, as 0 says', { connected: false, timestamp: 0 }, undefined],
    ['was never connected, as -1 says', { connected: false, timestamp: -1 }, undefined],
  ])('left at the moment of its last change when it %s', (_, connectivity, disconnectedAt) => {
    expect(foundThingOf({ thingName, connectivity })?.disconnectedAt).toBe(disconnectedAt);
  });
});

describe('the day of a moment that the index names', () => {
  it('is that in UTC', () => {
    expect(dayOf(Date.parse('2026-12-31T23:59:59Z'))).toBe('20261231');
  });

  it('is none where no calendar has that moment', () => {
    expect(dayOf(1e300)).toBeUndefined();
  });
});
