import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoT } from '@aws-sdk/client-iot';
import { CloudClosedError, CloudNotEphemeralError, startCloud } from '@fleet/emulator-cloud';
import { readEndpoints } from '@fleet/running-cloud';
import { InvalidOptionError } from './invalid-option';
import { parseOptions } from './options';

describe('a local cloud', () => {
  let dataDirectory: string;
  beforeEach(() => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  });
  afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

  const options = (more: Record<string, unknown> = {}) =>
    parseOptions({ port: '0', mqttPort: '0', dataDir: dataDirectory, ...more }, {}, '/');
  const endpointsPath = () => join(dataDirectory, 'endpoints.json');

  it('tells its owner where it listens, for as long as it does, and is the same after a restart', async () => {
    const cloud = await startCloud(options());
    expect(await readEndpoints(dataDirectory)).toMatchObject({
      aws: cloud.endpoint,
      mqtt: { host: cloud.mqttHost, port: cloud.mqttPort },
      rootCa: cloud.rootCaFile,
      credentials: cloud.credentials,
      pid: process.pid,
    });
    expect(statSync(endpointsPath()).mode & 0o777).toBe(0o600);
    const { endpoint, region, credentials, mqttPort } = cloud;
    const iot = new IoT({ endpoint, region, credentials: { ...credentials } });
    const { endpointAddress } = await iot.describeEndpoint({ endpointType: 'iot:Data-ATS' });
    expect(endpointAddress).toBe(`localhost:${mqttPort}`);
    await iot.createThing({ thingName: 't' });
    await cloud.close();
    await cloud.close();
    expect(existsSync(endpointsPath())).toBe(false);

    const again = await startCloud(options());
    expect(again.credentials).toEqual(credentials);
    const sameIot = new IoT({ endpoint: again.endpoint, region, credentials: { ...credentials } });
    expect((await sameIot.describeThing({ thingName: 't' })).thingName).toBe('t');
    iot.destroy();
    sameIot.destroy();
    await again.close();
  });

  it('is not emptied, as its data is its user’s; nor is one that has ended', async () => {
    await using cloud = await startCloud(options());
    await expect(cloud.reset()).rejects.toThrow(CloudNotEphemeralError);
    await expect(cloud.reset()).rejects.toThrow(`delete ${dataDirectory} to begin anew`);
    const ended = await startCloud({ ephemeral: true });
    await ended.close();
    await expect(ended.reset()).rejects.toThrow(CloudClosedError);
  });

  it('frees everything when a port is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    for (const taken of [{ port: String(port) }, { mqttPort: String(port) }]) {
      await expect(startCloud(options(taken))).rejects.toMatchObject({ code: 'EADDRINUSE', port });
      expect(existsSync(endpointsPath())).toBe(false);
    }
    squatter.close();
    await (await startCloud(options())).close();
  });
});

describe('the options', () => {
  it('have the documented defaults', () => {
    expect(parseOptions({}, {}, '/home')).toEqual({
      port: 4566,
      connectInterval: 10,
      mqttPort: 8883,
      dataDirectory: '/home/.local/cloud',
      accountId: '123456789012',
      region: 'us-east-1',
      anyCredentials: false,
      lenient: false,
      iam: 'enforced',
    });
    expect(parseOptions({}, { LOCAL_CLOUD_DATA_DIR: 'x' }, '/home').dataDirectory).toBe('/home/x');
    expect(parseOptions({}, { LOCAL_CLOUD_DATA_DIR: '' }, '/home').dataDirectory).toBe('/home/.local/cloud');
    expect(parseOptions({ dataDir: '/y' }, { LOCAL_CLOUD_DATA_DIR: 'x' }, '/home').dataDirectory).toBe('/y');
  });

  it('name a data directory relative to where the user stands, although npm has changed to the workspace', () => {
    const environment = { npm_lifecycle_event: 'local-cloud', INIT_CWD: '/me', LOCAL_CLOUD_DATA_DIR: 'x' };
    expect(parseOptions({}, environment, '/workspace').dataDirectory).toBe('/me/x');
    expect(parseOptions({ dataDir: 'y' }, environment, '/workspace').dataDirectory).toBe('/me/y');
  });

  it('keep nothing if asked to, and then name no data directory', () => {
    const options = parseOptions({ ephemeral: true }, { LOCAL_CLOUD_DATA_DIR: 'x' }, '/home');
    expect(options).toMatchObject({ ephemeral: true });
    expect(options.dataDirectory).toBeUndefined();
    expect(() => parseOptions({ ephemeral: true, dataDir: 'y' }, {}, '/home')).toThrow(
      '--ephemeral keeps nothing: leave it out, or --data-dir',
    );
  });

  it('make the cloud eventually consistent by a seed that is given, or else by one of each start', () => {
    const consistencyOf = (more: Record<string, string>) =>
      parseOptions({ consistency: 'eventual', ...more }, {}, '/').consistency;
    const given = { consistencySeed: 'monday', consistencyScale: '0.01' };
    expect(consistencyOf(given)).toEqual({ seed: 'monday', scale: 0.01 });
    const [one, other] = [consistencyOf({}), consistencyOf({})];
    expect(one).toEqual({ seed: expect.stringMatching(/^[0-9a-f]{8}$/) as string, scale: 1 });
    expect(one?.seed).not.toBe(other?.seed);
    expect(parseOptions(given, {}, '/').consistency).toBeUndefined();
  });

  it.each(['us-east-1', 'us-isob-east-1', 'eusc-de-east-1', 'us-gov-west-1'])(
    'name any region: %s',
    (region) => {
      expect(parseOptions({ region }, {}, '/').region).toBe(region);
    },
  );

  it.each([
    [{ consistency: 'weak' }, '--consistency must be strong or eventual'],
    [{ consistencySeed: 'a b' }, '--consistency-seed must be 1 to 64 letters'],
    [{ consistencyScale: '0' }, '--consistency-scale must be a number above 0'],
    [{ port: '65536' }, '--port must be a port number'],
    [{ mqttPort: 'x' }, '--mqtt-port must be a port number'],
    [{ host: 'example.com' }, '--host must be an IP address'],
    [{ region: 'nowhere' }, '--region must be an AWS region'],
    [{ region: 'eu-west' }, '--region must be an AWS region'],
    [{ accountId: '1' }, '--account-id must be twelve digits'],
  ])('refuse %j by the name of the option', (commandLine, message) => {
    expect(() => parseOptions(commandLine, {}, '/')).toThrow(InvalidOptionError);
    expect(() => parseOptions(commandLine, {}, '/')).toThrow(message);
  });
});
