import { apiPaths, deviceQuery, queryString } from './index';

describe('the paths of the API', () => {
  it.each([
    ['sensor-0042', '/api/devices/sensor-0042'],
    ['a/../b', '/api/devices/a%2F..%2Fb'],
    ['a:b?c#d', '/api/devices/a%3Ab%3Fc%23d'],
  ])('have the serial %s as one part', (serial, path) => {
    expect(apiPaths.device(serial)).toBe(path);
    expect(apiPaths.decisions(serial)).toBe(`${path}/decisions`);
  });

  it('have one address for one list of devices', () => {
    const query = { limit: 50, prefix: 'a b&c', issuedUntil: '20260131' };
    expect(queryString(query)).toBe('prefix=a%20b%26c&issuedUntil=20260131&limit=50');
    const read = Object.fromEntries(new URLSearchParams(queryString(query)));
    expect(deviceQuery.parse(read)).toEqual(query);
    expect(apiPaths.devices(queryString({}))).toBe('/api/devices');
  });

  it.each([{ limit: '0' }, { issuedFrom: '2026-01-31' }, { state: 'gone' }, { sort: 'serial' }])(
    'know no list %j',
    (query) => {
      expect(deviceQuery.safeParse(query).success).toBe(false);
    },
  );
});
