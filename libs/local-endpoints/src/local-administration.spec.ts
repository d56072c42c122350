import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administerLocalCloud, LocalCloudNotRunningError, LocalCloudRefusedError } from './index';

describe('a local-cloud that is administered', () => {
  let folder: string;
  let asked: IncomingMessage[];
  let answer: { status: number; body: string };
  const server = createServer((request, response) => {
    asked.push(request);
    response.statusCode = answer.status;
    response.end(answer.body);
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'administration-'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  beforeEach(async () => {
    asked = [];
    answer = { status: 200, body: '{"time":"2026-01-01T00:00:00.000Z"}' };
    const { port } = server.address() as AddressInfo;
    const endpoints = { aws: `http://127.0.0.1:${port}`, administrationToken: 'of this start' };
    await writeFile(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const ask = () =>
    administerLocalCloud(folder, { method: 'PUT', path: '/_local-cloud/time', body: { change: 'reset' } });

  it('is shown the token that it has written for its owner', async () => {
    expect(await ask()).toEqual({ time: '2026-01-01T00:00:00.000Z' });
    expect(asked[0]).toMatchObject({
      method: 'PUT',
      url: '/_local-cloud/time',
      headers: { authorization: 'Bearer of this start' },
    });
  });

  it('says what it refuses', async () => {
    answer = { status: 400, body: '{"message":"the time cannot go back"}' };
    await expect(ask()).rejects.toThrow(
      new LocalCloudRefusedError('local-cloud did not do that: the time cannot go back'),
    );
    answer = { status: 502, body: '<html>' };
    await expect(ask()).rejects.toThrow('it answered with status 502');
  });

  it('may have gone, with its file or without', async () => {
    await writeFile(join(folder, 'endpoints.json'), '{"aws":"http://127.0.0.1:1","administrationToken":"x"}');
    await expect(ask()).rejects.toThrow(LocalCloudNotRunningError);
    await rm(join(folder, 'endpoints.json'));
    await expect(ask()).rejects.toThrow(LocalCloudNotRunningError);
  });
});
