import { clientsFor } from './own-clients';

describe('the cloud’s own clients', () => {
  const shell = process.env;
  afterEach(() => {
    process.env = shell;
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
    'try the cloud’s own endpoint, although the user’s shell has %s',
    async (setting) => {
      process.env = { ...shell, [setting]: 'true' };
      const clients = clientsFor(() => ({
        url: 'http://127.0.0.1:1',
        region: 'us-east-1',
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      }));
      const iot = await clients.iot();
      await expect(iot.listThings()).rejects.toThrow('connect ECONNREFUSED 127.0.0.1:1');
      await clients.close();
    },
  );
});
