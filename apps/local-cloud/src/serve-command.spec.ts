import { readyLine, serve } from './serve-command';

describe('the line of a cloud that is ready', () => {
  const cloud = { endpoint: 'http://127.0.0.1:4566', mqttHost: 'localhost', mqttPort: 8883 };

  it('says where it is, and where its data', () => {
    expect(readyLine(cloud, { dataDirectory: '/data' })).toBe(
      'local-cloud is ready: AWS http://127.0.0.1:4566, MQTT localhost:8883, data in /data',
    );
  });

  it('says that nothing is kept, and that everybody is let in', () => {
    expect(readyLine(cloud, { anyCredentials: true })).toBe(
      'local-cloud is ready: AWS http://127.0.0.1:4566, MQTT localhost:8883, nothing is kept, WARNING: it accepts any credentials',
    );
  });
});

describe('serve', () => {
  it('refuses what is no command and no option', async () => {
    await expect(serve({}, ['fautls', 'list'])).rejects.toThrow('There is no command "fautls list".');
  });
});
