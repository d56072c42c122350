import { ConnectionVersions } from './connection-versions';

const hourMillis = 3_600_000;

describe('the version number of a client id', () => {
  it('rises with each connection, also of one that displaces another', () => {
    const versions = new ConnectionVersions();
    expect(versions.next('a', 0)).toBe(0);
    expect(versions.next('a', 10)).toBe(1);
    versions.left('a', 0, 20);
    expect(versions.next('a', 30)).toBe(2);
    expect(versions.next('b', 30)).toBe(0);
  });

  it('goes on within an hour after the client has gone, and begins anew after it', () => {
    const versions = new ConnectionVersions();
    versions.next('a', 0);
    versions.left('a', 0, 0);
    expect(versions.next('a', hourMillis)).toBe(1);
    versions.left('a', 1, hourMillis);
    expect(versions.next('a', 2 * hourMillis + 1)).toBe(0);
  });

  it('does not begin anew while the client is connected, however long that is', () => {
    const versions = new ConnectionVersions();
    versions.next('a', 0);
    expect(versions.next('a', 9 * hourMillis)).toBe(1);
  });

  it('begins anew, although another client that went later is in front: the clock was set back', () => {
    const versions = new ConnectionVersions();
    versions.next('a', 0);
    versions.next('b', 0);
    versions.left('a', 0, 5 * hourMillis);
    versions.left('b', 0, 0);
    expect(versions.next('b', 5 * hourMillis)).toBe(0);
    expect(versions.next('a', 5 * hourMillis)).toBe(1);
  });
});
