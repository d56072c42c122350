import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as iot from '@aws-sdk/client-iot';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { SettableClock } from '@fleet/emulator-clock';
import { Delays, faultDefinition, Faults } from '@fleet/faults';
import { apiFaultPoints, createAwsListener, defineService } from './index';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

describe('a fault on an operation', () => {
  const done: string[] = [];
  const bugs: unknown[] = [];
  const services = [
    defineService({
      scope: 'iot',
      sdk: iot,
      accepts: { used: { CreateThing: '*' }, harmless: [] },
      handlers: {
        CreateThing: ({ thingName }) => {
          done.push(thingName);
          return { thingName };
        },
      },
    }),
    defineService({
      scope: 's3',
      sdk: s3,
      accepts: { used: {}, harmless: [] },
      handlers: { ListBuckets: () => ({}) },
    }),
    defineService({
      scope: 'sts',
      sdk: sts,
      accepts: { used: {}, harmless: [] },
      handlers: { GetCallerIdentity: () => ({}) },
    }),
  ];
  const faults = new Faults({ families: [apiFaultPoints(services)], onFired: () => undefined });
  const delays = new Delays();
  const clock = new SettableClock();
  let admits: (service: string, operation: string) => boolean = () => true;
  let server: Server;
  let settings: { endpoint: string; region: string; credentials: typeof credentials; maxAttempts: number };

  beforeAll(async () => {
    const listener = createAwsListener({
      services,
      region: 'us-east-1',
      accountId: '123456789012',
      clock,
      signingKey: () => credentials,
      onFault: (error) => bugs.push(error),
      admits: (...call) => admits(...call),
      faults: { at: (point) => faults.at(point), wait: (millis) => delays.wait(millis) },
    });
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  });
  afterEach(() => {
    faults.clear();
    done.length = 0;
    admits = () => true;
    expect(bugs).toEqual([]);
  });
  afterAll(async () => {
    clock.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const add = (point: string, effect: object, more: object = {}) =>
    faults.add(faultDefinition.parse({ point, effect, ...more }));
  const createThing = async () => {
    const client = new iot.IoT(settings);
    try {
      return await client.createThing({ thingName: 'a' });
    } finally {
      client.destroy();
    }
  };

  it('makes it fail with an error of the service, and with the status that the service has for it', async () => {
    add('api:iot:CreateThing', { kind: 'fail', code: 'ResourceAlreadyExistsException', message: 'There.' });
    await expect(createThing()).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'There.',
      $metadata: { httpStatusCode: 409 },
    });
    expect(done).toEqual([]);
    await expect(createThing()).resolves.toMatchObject({ thingName: 'a' });
  });

  it('makes it fail after it was done', async () => {
    const error = { kind: 'fail', code: 'InternalFailureException', status: 500, when: 'after' };
    add('api:iot:CreateThing', error);
    await expect(createThing()).rejects.toMatchObject({
      name: 'InternalFailureException',
      $metadata: { httpStatusCode: 500 },
    });
    expect(done).toEqual(['a']);
  });

  it.each([
    ['before', []],
    ['after', ['a']],
  ])('cuts the connection %s it is done', async (when, doneByThen) => {
    add('api:iot:CreateThing', { kind: 'cut', when });
    await expect(createThing()).rejects.toThrow('socket hang up');
    expect(done).toEqual(doneByThen);
  });

  it('makes it late', async () => {
    add('api:iot:CreateThing', { kind: 'delay', millis: 20 });
    await expect(createThing()).resolves.toMatchObject({ thingName: 'a' });
  });

  it('throttles it as its service does', async () => {
    add('api:iot:CreateThing', { kind: 'throttle' });
    add('api:s3:ListBuckets', { kind: 'throttle' });
    add('api:sts:GetCallerIdentity', { kind: 'throttle' });
    await expect(createThing()).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(new s3.S3(settings).listBuckets()).rejects.toMatchObject({
      name: 'SlowDown',
      $metadata: { httpStatusCode: 503 },
    });
    await expect(new sts.STS(settings).getCallerIdentity()).rejects.toMatchObject({ name: 'Throttling' });
  });

  it('can only be set on an operation that there is', () => {
    expect(() => add('api:iot:CreateThng', { kind: 'throttle' })).toThrow('There is no point');
  });

  it('is not needed to throttle: a rate does that too', async () => {
    admits = (service, operation) => `${service}:${operation}` !== 'iot:CreateThing';
    await expect(createThing()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(done).toEqual([]);
  });

  it('has a client that waits cut off when the cloud ends', async () => {
    add('api:iot:CreateThing', { kind: 'delay', millis: 900_000 });
    const waiting = createThing();
    const cut = expect(waiting).rejects.toThrow('socket hang up');
    while (faults.list()[0]?.fired !== 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    delays.close();
    await cut;
    expect(done).toEqual([]);
  });
});
