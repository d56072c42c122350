import { parseCertDate } from '@fleet/cert-dates';
import { foundThing, foundThingOf, observed } from './found-thing';

const today = parseCertDate('20270101');
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

describe('a thing on the day of the sweep', () => {
  it('is what the rules of rotation look at', () => {
    const found = { thingName, issued: '20250101', notified: '20261228', connected: false };
    expect(observed({ ...found, disconnectedAt: Date.parse('2026-12-31T23:59:59Z') }, today)).toEqual({
      thingName,
      issuance: { kind: 'dated', date: '20250101' },
      notified: '20261228',
      connected: false,
      disconnectedOn: '20261231',
    });
  });

  it('has no day of its last connection where none is known', () => {
    const found = { thingName, connected: true };
    expect(observed(found, today)).toEqual({ ...found, issuance: { kind: 'missing' }, notified: undefined });
  });

  it('has none where the index names a moment that no calendar has', () => {
    const found = { thingName, connected: false, disconnectedAt: 1e300 };
    expect(observed(found, today)).not.toHaveProperty('disconnectedOn');
  });
});
