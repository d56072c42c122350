import { bundledDevice } from '../testing/bundled-device';
import { TestProxy } from '../testing/test-proxy';

describe('an agent behind an HTTP proxy', () => {
  const given = bundledDevice();
  let proxy: TestProxy;

  beforeEach(async () => {
    proxy = await TestProxy.start();
    proxy.credentials = 'me:secret';
  });

  afterEach(async () => {
    await proxy.close();
  });

  const named = (credentials: string): string => `http://${credentials}@127.0.0.1:${proxy.port}`;

  it('makes every connection through it, with its credentials', async () => {
    const { cloud, device } = given();
    const environment = { HTTPS_PROXY: named('me:secret') };
    expect((await device.runIn(environment, 'provision')).exitCode).toBe(0);
    expect((await device.runIn(environment, 'rotate')).exitCode).toBe(0);
    expect(proxy.asked.length).toBeGreaterThanOrEqual(4);
    expect(new Set(proxy.asked)).toEqual(new Set([`localhost:${cloud.port}`]));
  });

  it('says what is wrong with it, and not its password', async () => {
    const { device } = given();
    const wrong = { HTTPS_PROXY: named('me:other-secret') };
    const refused = await device.runIn(wrong, 'provision', '--timeout', '1');
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toMatch(/Cannot reach localhost:\d+: the proxy 127\.0\.0\.1:\d+ does not accept/);
    const invalid = await device.runIn({ HTTPS_PROXY: 'https://me:secret@proxy' }, 'provision');
    expect(invalid.exitCode).toBe(2);
    expect(`${refused.stderr}${refused.stdout}${invalid.stderr}`).not.toContain('secret');
  });

  it('connects directly to what NO_PROXY lists', async () => {
    const { device } = given();
    const environment = { HTTPS_PROXY: named('me:secret'), NO_PROXY: 'example.com,localhost' };
    expect((await device.runIn(environment, 'provision')).exitCode).toBe(0);
    expect(proxy.asked).toEqual([]);
  });
});
