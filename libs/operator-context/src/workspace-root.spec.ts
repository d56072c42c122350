import { configFile } from './workspace-root';

describe('the configuration file', () => {
  it('is the workspace’s own, or the one that FLEET_CONFIG names', () => {
    expect(configFile({}, '/workspace')).toBe('/workspace/apps/infra/fleet.config.json');
    expect(configFile({ FLEET_CONFIG: '' }, '/workspace')).toBe('/workspace/apps/infra/fleet.config.json');
    const environment = { NX_WORKSPACE_ROOT: '/workspace', INIT_CWD: '/home/me', FLEET_CONFIG: 'a.json' };
    expect(configFile(environment, '/workspace')).toBe('/home/me/a.json');
  });
});
