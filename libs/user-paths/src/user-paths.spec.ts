import { namedPath, pathOfUser } from './index';

const underNx = { NX_WORKSPACE_ROOT: '/workspace' };
const underNpm = { npm_lifecycle_event: 'demo' };

describe('a path that the user gives', () => {
  it.each([
    ['Nx', underNx],
    ['npm', underNpm],
  ])(
    'is relative to where the user stands, also when %s has changed to the workspace’s root',
    (_by, moved) => {
      const environment = { ...moved, INIT_CWD: '/home/me/my fleets' };
      expect(pathOfUser('a.json', environment, '/workspace')).toBe('/home/me/my fleets/a.json');
      expect(pathOfUser('../a.json', environment, '/workspace')).toBe('/home/me/a.json');
    },
  );

  it('is relative to the working directory of a program that the user starts directly', () => {
    expect(pathOfUser('a.json', { INIT_CWD: '/of/an/npm/script/above' }, '/here')).toBe('/here/a.json');
    expect(pathOfUser('a.json', underNx, '/workspace')).toBe('/workspace/a.json');
  });

  it('is what it is when it is absolute', () => {
    expect(pathOfUser('/a.json', { ...underNx, INIT_CWD: '/home/me' }, '/workspace')).toBe('/a.json');
  });
});

describe('a path that the environment names', () => {
  it('is relative to where the user stands', () => {
    const environment = { ...underNpm, INIT_CWD: '/home/me', FLEET_CONFIG: 'a.json' };
    expect(namedPath('FLEET_CONFIG', environment, '/workspace')).toBe('/home/me/a.json');
  });

  it.each([{}, { FLEET_CONFIG: '' }])('is none in %j', (environment) => {
    expect(namedPath('FLEET_CONFIG', environment, '/here')).toBeUndefined();
  });
});
