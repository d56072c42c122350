import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { choosePlaces } from './places';

describe('the demo’s places', () => {
  const fresh = { once: false, fresh: true, port: 0, mqttPort: 0 };
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'demo-places-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const put = async (path: string, content = '') => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  const isThere = (path: string) => existsSync(join(root, path));
  const dataDirectory = (path: string) => ({ LOCAL_CLOUD_DATA_DIR: path === '' ? '' : join(root, path) });

  it('are those of an earlier demo, with all that is in them', async () => {
    await put('.local/cloud/cloud.db');
    await put('.local/devices/demo-0001/agent.js');
    await expect(choosePlaces({ ...fresh, fresh: false }, {}, root)).resolves.toMatchObject({
      cloud: join(root, '.local/cloud'),
      device: join(root, '.local/devices/demo-0001'),
    });
    expect(isThere('.local/cloud/cloud.db')).toBe(true);
    expect(isThere('.local/devices/demo-0001/agent.js')).toBe(true);
  });

  describe('when they are to be fresh', () => {
    it('lose the data of the local-cloud and the device, and nothing beside them', async () => {
      const data = ['cloud.db', 'cloud.db-wal', 'endpoints.json', 'iot/ca.pem', 'lambda/x', 's3/y'];
      await Promise.all(data.map((file) => put(`mine/cloud/${file}`)));
      await put('mine/devices/demo-0001/machine_config.json');
      await put('mine/devices/demo-0002/agent.js');
      await choosePlaces(fresh, dataDirectory('mine/cloud'), root);
      expect(isThere('mine/cloud')).toBe(false);
      expect(isThere('mine/devices/demo-0001')).toBe(false);
      expect(isThere('mine/devices/demo-0002/agent.js')).toBe(true);
    });

    it('take an empty name as no name, and never as the workspace itself', async () => {
      await put('nx.json');
      await put('.local/cloud/cloud.db');
      await choosePlaces(fresh, dataDirectory(''), root);
      expect(isThere('.local/cloud')).toBe(false);
      expect(isThere('nx.json')).toBe(true);
    });

    it('may be missing or empty', async () => {
      await choosePlaces(fresh, {}, root);
      await mkdir(join(root, '.local/cloud'), { recursive: true });
      await choosePlaces(fresh, {}, root);
      expect(isThere('.local/cloud')).toBe(false);
    });

    it.each([
      ['has never been a local-cloud’s', ['letters/to-anna.txt']],
      ['holds more than a local-cloud’s data', ['cloud.db', 'thesis.doc']],
      ['only has names like a local-cloud’s data', ['iot/notes.txt']],
    ])('keep a folder that %s, and say its name', async (_what, files) => {
      await Promise.all(files.map((file) => put(`home/${file}`)));
      await put('devices/demo-0001/agent.js');
      await expect(choosePlaces(fresh, dataDirectory('home'), root)).rejects.toThrow(
        `${join(root, 'home')} was not deleted`,
      );
      expect(files.filter((file) => !isThere(`home/${file}`))).toEqual([]);
      expect(isThere('devices/demo-0001/agent.js')).toBe(true);
    });

    it('keep a file where a folder should be', async () => {
      await put('thesis.doc');
      await expect(choosePlaces(fresh, dataDirectory('thesis.doc'), root)).rejects.toThrow('it is a file');
      expect(isThere('thesis.doc')).toBe(true);
    });

    it('keep both when the device’s folder is somebody else’s', async () => {
      await put('mine/cloud/cloud.db');
      await put('mine/devices/demo-0001/photo.jpg');
      await expect(choosePlaces(fresh, dataDirectory('mine/cloud'), root)).rejects.toThrow(
        `${join(root, 'mine/devices/demo-0001')} was not deleted`,
      );
      expect(isThere('mine/devices/demo-0001/photo.jpg')).toBe(true);
      expect(isThere('mine/cloud/cloud.db')).toBe(true);
    });

    it('keep the data of a local-cloud that runs, and say how to stop it', async () => {
      const server = createServer((_request, response) => response.writeHead(403).end());
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const endpoints = {
        aws: `http://127.0.0.1:${port}`,
        mqtt: { host: 'localhost', port: 8883 },
        rootCa: '/ca.pem',
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
        accountId: '123456789012',
        region: 'us-east-1',
        pid: 4711,
      };
      await put('.local/cloud/cloud.db');
      await put('.local/cloud/endpoints.json', JSON.stringify(endpoints));
      try {
        await expect(choosePlaces(fresh, {}, root)).rejects.toThrow(/is running.*kill 4711/);
        expect(isThere('.local/cloud/cloud.db')).toBe(true);
      } finally {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    });
  });
});
