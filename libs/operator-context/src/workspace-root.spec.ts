import { configFile, pathOfUser } from './workspace-root';

describe('a path that the user gives', () => {
  const underNx = { NX_WORKSPACE_ROOT: '/workspace' };

  it('is relative to where the user stands, also when Nx has changed to the workspace’s root', () => {
    const standing = '/home/me/my fleets';
    const environment = { ...underNx, INIT_CWD: standing };
    expect(pathOfUser('a.json', environment, '/workspace')).toBe('/home/me/my fleets/a.json');
    expect(pathOfUser('../a.json', environment, '/workspace')).toBe('/home/me/a.json');
  });

  it('is relative to the working directory of a program that the user starts directly', () => {
    expect(pathOfUser('a.json', { INIT_CWD: '/of/an/npm/script/above' }, '/here')).toBe('/here/a.json');
    expect(pathOfUser('a.json', underNx, '/workspace')).toBe('/workspace/a.json');
  });

  it('is what it is when it is absolute', () => {
    expect(pathOfUser('/a.json', { ...underNx, INIT_CWD: '/home/me' }, '/workspace')).toBe('/a.json');
  });
});

describe('the configuration file', () => {
  it('is the workspace’s own, or the one that FLEET_CONFIG names', () => {
    expect(configFile({}, '/workspace')).toBe('/workspace/apps/infra/fleet.config.json');
    const environment = { NX_WORKSPACE_ROOT: '/workspace', INIT_CWD: '/home/me', FLEET_CONFIG: 'a.json' };
    expect(configFile(environment, '/workspace')).toBe('/home/me/a.json');
  });
});
