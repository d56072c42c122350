import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { SettableClock } from '@fleet/emulator-clock';
import { createAwsListener } from './listener';
import type { UnsupportedMember } from './listener';
import { defineService } from './service';

const answered = jest.fn();
const services = [
  defineService({
    scope: 'lambda',
    sdk: () => import('@aws-sdk/client-lambda'),
    accepts: {
      used: {
        CreateFunction: 'FunctionName Role Code.ZipFile Environment.Variables Tags',
        CreateEventSourceMapping: 'FunctionName SourceAccessConfigurations.URI SelfManagedEventSource.*',
      },
      harmless: [{ members: 'Description', because: 'only people read it' }],
    },
    handlers: {
      CreateFunction: (input) => {
        answered(input);
        return { FunctionName: 'f' };
      },
      CreateEventSourceMapping: () => ({ UUID: 'u' }),
    },
  }),
  defineService({
    scope: 'sts',
    sdk: () => import('@aws-sdk/client-sts'),
    accepts: { used: { AssumeRole: 'RoleArn RoleSessionName' }, harmless: [] },
    handlers: { AssumeRole: () => ({}) },
  }),
  defineService({
    scope: 's3',
    sdk: () => import('@aws-sdk/client-s3'),
    accepts: { used: { ListObjectsV2: 'Bucket' }, harmless: [] },
    handlers: { ListObjectsV2: () => ({}) },
  }),
];

const clock = new SettableClock();
const servers: Server[] = [];
afterAll(() => {
  servers.forEach((server) => server.close());
  clock.close();
});
beforeEach(() => answered.mockClear());

/** Settings of clients for the services behind a listener of their own. */
async function served(onUnsupported?: (member: UnsupportedMember) => void) {
  const region = 'us-east-1';
  const listener = createAwsListener({
    services,
    region,
    accountId: '123456789012',
    clock,
    signingKey: () => ({ secretAccessKey: 'secret' }),
    onUnsupported,
    onFault: (error) => {
      throw error;
    },
  });
  const server = createServer({ keepAliveTimeout: 1 }, listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  return { endpoint: `http://127.0.0.1:${port}`, region, credentials, maxAttempts: 1 };
}

const plain = { FunctionName: 'f', Role: 'r', Code: { ZipFile: Buffer.from('x') } };

describe('a request with a member that its service does nothing with', () => {
  it('is refused by the name of the member, before the service does anything', async () => {
    const lambda = new Lambda(await served());
    const request = lambda.createFunction({
      ...plain,
      FileSystemConfigs: [{ Arn: 'a', LocalMountPath: '/' }],
    });
    await expect(request).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message:
        'CreateFunction: local-cloud does not support the parameter "FileSystemConfigs"; leave it out, or start local-cloud with --lenient',
    });
    expect(answered).not.toHaveBeenCalled();
  });

  it('is told of each of them, also inside of structures and lists', async () => {
    const lambda = new Lambda(await served());
    const request = lambda.createEventSourceMapping({
      FunctionName: 'f',
      KMSKeyArn: 'k',
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: 'u' }, { Type: 'VPC_SUBNET' }],
    });
    await expect(request).rejects.toThrow(
      'does not support the parameters "KMSKeyArn", "SourceAccessConfigurations.Type"; leave them out,',
    );
  });

  it('is refused with the code that the service has for such a thing', async () => {
    const config = await served();
    const assumed = new STS(config).assumeRole({ RoleArn: 'a', RoleSessionName: 's', ExternalId: 'e' });
    await expect(assumed).rejects.toMatchObject({
      name: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
    });
    const listed = new S3({ ...config, forcePathStyle: true }).listObjectsV2({ Bucket: 'b', Delimiter: '/' });
    await expect(listed).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('is answered where the cloud is lenient, which is told of the member', async () => {
    const ignored: UnsupportedMember[] = [];
    const lambda = new Lambda(await served((member) => ignored.push(member)));
    await lambda.createFunction({ ...plain, TracingConfig: { Mode: 'Active' } });
    expect(answered).toHaveBeenCalledTimes(1);
    expect(ignored).toEqual([{ service: 'lambda', operation: 'CreateFunction', member: 'TracingConfig' }]);
  });
});

describe('a request is answered', () => {
  it.each([
    ['with members that its handler uses', { Environment: { Variables: { a: 'b' } }, Tags: { a: 'b' } }],
    ['with members that change nothing', { Description: 'd' }],
    ['with an empty list or structure, which asks for nothing', { Layers: [], VpcConfig: {} }],
  ])('%s', async (_which, members) => {
    await new Lambda(await served()).createFunction({ ...plain, ...members });
    expect(answered).toHaveBeenCalledTimes(1);
  });

  it('with everything inside of a member that is taken as a whole', async () => {
    const source = { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['k:9092'] } };
    const lambda = new Lambda(await served());
    const request = lambda.createEventSourceMapping({ FunctionName: 'f', SelfManagedEventSource: source });
    await expect(request).resolves.toMatchObject({ UUID: 'u' });
  });
});
