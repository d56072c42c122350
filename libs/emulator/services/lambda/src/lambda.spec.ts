import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { AccessDeniedError } from '@fleet/aws-wire';
import { until } from '@fleet/eventually';
import { defined } from '@fleet/optional-members';
import { serveServices } from '@fleet/served-services';
import type { ServedServices, ServiceGround } from '@fleet/served-services';
import { strToU8, zipSync } from 'fflate';
import { createLambdaService } from './index';
import type { LambdaService } from './index';

const Role = 'arn:aws:iam::123456789012:role/functions';
/** The one role that does not let Lambda assume it. */
const untrustingRole = 'arn:aws:iam::123456789012:role/untrusting';
/** The one role that may not make network interfaces. */
const unconnectedRole = 'arn:aws:iam::123456789012:role/unconnected';
const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

interface Sent {
  readonly target: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>> | undefined;
}

let served: ServedServices;
let service: LambdaService;
let lambda: Lambda;
let sent: Sent[];
let onSent: () => void;
let oldRuntimes: { functionName: string; runtime: string }[];
let inVpc: string[];
let problems: string[];
const objects = new Map<string, Uint8Array>();

const noQueue = () => Promise.reject(new Error('no queue is an event source here'));

function make({ store, clock, region, dataDirectory }: ServiceGround): LambdaService {
  return createLambdaService({
    store,
    clock,
    region,
    directory: join(dataDirectory, 'lambda'),
    sdkDirectory: join(__dirname, '../../../../../node_modules'),
    endpointUrl: () => served.client.endpoint,
    readObject: (bucket, key) => {
      const object = objects.get(`${bucket}/${key}`);
      return object
        ? Promise.resolve(object)
        : Promise.reject(new Error('The specified key does not exist.'));
    },
    credentials: () =>
      Promise.resolve({
        accessKeyId: 'ASIATEST',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: new Date(clock.nowMillis() + 365 * 86_400_000),
      }),
    destinations: {
      send: (_role, target, body, attributes) => {
        sent.push({ target, body, attributes });
        onSent();
        return Promise.resolve();
      },
    },
    queues: { sqs: noQueue, ownSqs: noQueue },
    authorizeRole: ({ roleArn }, { action }) => {
      if (roleArn === unconnectedRole && action === 'ec2:CreateNetworkInterface') {
        throw new AccessDeniedError(`may not call ${action}`);
      }
    },
    roleTrust: (arn) => arn !== untrustingRole,
    log: { write: () => undefined },
    onProblem: (message) => problems.push(message),
    onOldRuntime: (use) => oldRuntimes.push(use),
    onFunctionInVpc: ({ functionName }) => inVpc.push(functionName),
  });
}

beforeEach(async () => {
  sent = [];
  problems = [];
  oldRuntimes = [];
  inVpc = [];
  onSent = () => undefined;
  served = await serveServices((ground) => {
    service = make(ground);
    return [service.service];
  });
  lambda = new Lambda(served.client);
});

afterEach(async () => {
  lambda.destroy();
  await service.close();
  await served.close();
  objects.clear();
});

async function restart(): Promise<void> {
  await service.close();
  lambda.destroy();
  await served.restart();
  lambda = new Lambda(served.client);
}

function zipOf(source: string, file = 'index.js'): Uint8Array {
  return zipSync({ [file]: strToU8(source) });
}

async function create(source: string, more: Partial<Parameters<Lambda['createFunction']>[0]> = {}) {
  return lambda.createFunction({
    FunctionName: 'greeter',
    Role,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: zipOf(source) },
    ...more,
  });
}

async function answer(FunctionName = 'greeter', event: unknown = {}): Promise<unknown> {
  const { Payload } = await lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

describe('a function', () => {
  const echo = 'exports.handler = async (event) => ({ echo: event, table: process.env.TABLE });';

  it.each(['nodejs12.x', 'nodejs16.x', 'nodejs18.x'] as const)(
    'of the runtime %s is run by a newer Node.js, and this is told',
    async (runtime) => {
      const created = await create(echo, { Runtime: runtime });
      expect(created.Runtime).toBe(runtime);
      await expect(answer('greeter', 1)).resolves.toEqual({ echo: 1 });
      expect(oldRuntimes).toEqual([{ functionName: 'greeter', runtime }]);
    },
  );

  it('is told of as old when it is changed to such a runtime, and not again after that', async () => {
    await create(echo);
    for (const Description of ['first', 'second']) {
      await lambda.updateFunctionConfiguration({
        FunctionName: 'greeter',
        Runtime: 'nodejs18.x',
        Description,
      });
    }
    expect(oldRuntimes).toEqual([{ functionName: 'greeter', runtime: 'nodejs18.x' }]);
  });

  it('is created ready, invoked, described and deleted', async () => {
    const created = await create(echo, {
      Environment: { Variables: { TABLE: 'devices' } },
      Tags: { fleet: 'a' },
    });
    expect(created).toMatchObject({
      FunctionArn: arnOf('greeter'),
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
    await expect(answer('greeter', { serial: 7 })).resolves.toEqual({
      echo: { serial: 7 },
      table: 'devices',
    });
    const { Configuration, Tags } = await lambda.getFunction({ FunctionName: arnOf('greeter') });
    expect(Configuration).toMatchObject({ Timeout: 3, MemorySize: 128, CodeSha256: created.CodeSha256 });
    expect(Tags).toEqual({ fleet: 'a' });
    await lambda.deleteFunction({ FunctionName: 'greeter' });
    await expect(answer()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes its code from S3', async () => {
    objects.set('assets/code.zip', zipOf(echo));
    await create('', { Code: { S3Bucket: 'assets', S3Key: 'code.zip' } });
    await expect(answer('greeter', 1)).resolves.toEqual({ echo: 1 });
    await expect(
      lambda.updateFunctionCode({ FunctionName: 'greeter', S3Bucket: 'assets', S3Key: 'absent' }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('S3 Error') as string,
    });
  });

  it('runs new code and new settings from the next invocation on', async () => {
    await create(echo);
    await answer();
    await lambda.updateFunctionCode({
      FunctionName: 'greeter',
      ZipFile: zipOf('exports.handler = async () => process.env.MODE;'),
    });
    await lambda.updateFunctionConfiguration({
      FunctionName: 'greeter',
      Environment: { Variables: { MODE: 'new' } },
    });
    await expect(answer()).resolves.toBe('new');
  });

  it('fails with its error, and its log when asked for', async () => {
    await create('exports.handler = async () => { throw new TypeError("no"); };');
    const outcome = await lambda.invoke({ FunctionName: 'greeter', LogType: 'Tail' });
    expect(outcome).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(Buffer.from(outcome.Payload ?? []).toString())).toMatchObject({
      errorType: 'TypeError',
    });
    expect(Buffer.from(outcome.LogResult ?? '', 'base64').toString()).toContain('REPORT RequestId');
  });

  it('survives a restart with its code, and leaves no other code behind', async () => {
    await create(echo);
    await lambda.updateFunctionCode({
      FunctionName: 'greeter',
      ZipFile: zipOf('exports.handler = async () => 2;'),
    });
    await restart();
    await expect(answer()).resolves.toBe(2);
    expect(readdirSync(join(served.dataDirectory, 'lambda', 'code'))).toHaveLength(1);
  });

  it('is throttled at its reserved concurrency', async () => {
    await create(echo);
    await lambda.putFunctionConcurrency({ FunctionName: 'greeter', ReservedConcurrentExecutions: 0 });
    await expect(answer()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await lambda.deleteFunctionConcurrency({ FunctionName: 'greeter' });
    await expect(answer('greeter', 1)).resolves.toEqual({ echo: 1 });
  });

  it.each<[string, Partial<Parameters<Lambda['createFunction']>[0]>, string]>([
    ['a runtime that is not run here', { Runtime: 'python3.13' }, 'and not python3.13'],
    ['a timeout beyond 15 minutes', { Timeout: 901 }, 'Timeout must be a whole number from 1 to 900'],
    [
      'reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'Reserved keys used in this request: AWS_REGION',
    ],
    [
      'layers',
      { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'] },
      'does not support the parameter "Layers"',
    ],
    [
      'a role that Lambda cannot assume',
      { Role: untrustingRole },
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    ['a role that is none', { Role: 'arn:aws:iam::123456789012:user/x' }, 'not the ARN of a role'],
    ['a name with a slash', { FunctionName: 'a/b' }, 'neither'],
    ['subnets alone', { VpcConfig: { SubnetIds: ['subnet-1'] } }, 'must coexist'],
    [
      'a subnet that is none',
      { VpcConfig: { SubnetIds: ['vpc-1'], SecurityGroupIds: ['sg-1'] } },
      'is not such an id',
    ],
    ['code that is no zip', { Code: { ZipFile: strToU8('text') } }, 'Could not unzip'],
    ['code that climbs out', { Code: { ZipFile: zipOf('', '../../evil.js') } }, 'leads out of it'],
    ['code with an absolute path', { Code: { ZipFile: zipOf('', '/etc/evil.js') } }, 'leads out of it'],
    [
      'code that says where a Windows drive is',
      { Code: { ZipFile: zipOf('', 'c:\\evil.js') } },
      'leads out of it',
    ],
  ])('is refused with %s', async (_what, more, words) => {
    await expect(create('', more)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(words) as string,
    });
    expect(existsSync(join(served.dataDirectory, 'evil.js'))).toBe(false);
    await expect(lambda.listFunctions({})).resolves.toMatchObject({ Functions: [] });
  });

  it('is refused with code that unpacks to more than 250 MB, without unpacking it', async () => {
    const ZipFile = Buffer.from(zipOf(''));
    const contents = ZipFile.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    ZipFile.writeUInt32LE(251 * 1024 * 1024, contents + 24);
    await expect(create('', { Code: { ZipFile } })).rejects.toThrow('unpacks to more than');
  });

  it('does not take over a role that Lambda cannot assume', async () => {
    await create(echo);
    const change = lambda.updateFunctionConfiguration({ FunctionName: 'greeter', Role: untrustingRole });

    await expect(change).rejects.toThrow('The role defined for the function cannot be assumed by Lambda.');
    await expect(lambda.getFunctionConfiguration({ FunctionName: 'greeter' })).resolves.toMatchObject({
      Role,
    });
  });

  const VpcConfig = { SubnetIds: ['subnet-1a', 'subnet-2b'], SecurityGroupIds: ['sg-3c'] };

  it('shows the VPC that it was put into, is run outside of it, and is taken out of it', async () => {
    await create(echo, { VpcConfig });
    await expect(lambda.getFunctionConfiguration({ FunctionName: 'greeter' })).resolves.toMatchObject({
      VpcConfig,
    });
    await expect(answer('greeter', 1)).resolves.toEqual({ echo: 1 });
    expect(inVpc).toEqual(['greeter']);

    const change = { FunctionName: 'greeter', VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } };
    await expect(lambda.updateFunctionConfiguration(change)).resolves.not.toHaveProperty('VpcConfig');
  });

  it.each([
    ['create', () => create(echo, { VpcConfig, Role: unconnectedRole })],
    [
      'update',
      async () => {
        await create(echo, { VpcConfig });
        await lambda.updateFunctionConfiguration({ FunctionName: 'greeter', Role: unconnectedRole });
      },
    ],
  ])('does not join a VPC by a role that may not make network interfaces: %s', async (_when, join) => {
    await expect(join()).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    });
  });

  it('is there once, and is listed page by page', async () => {
    for (const FunctionName of ['b', 'a', 'c']) {
      await create(echo, { FunctionName });
    }
    await expect(create(echo, { FunctionName: 'a' })).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    const first = await lambda.listFunctions({ MaxItems: 2 });
    expect(first.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['a', 'b']);
    const second = await lambda.listFunctions({ Marker: first.NextMarker });
    expect(second.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['c']);
    expect(second.NextMarker).toBeUndefined();
    await expect(lambda.listFunctions({ Marker: 'a' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  it.each([
    ['{', 'InvalidRequestContentException'],
    [JSON.stringify('x'.repeat(6 * 1024 * 1024)), 'RequestTooLargeException'],
  ])('refuses an event that is malformed or too large', async (Payload, name) => {
    await create(echo);
    await expect(lambda.invoke({ FunctionName: 'greeter', Payload })).rejects.toMatchObject({ name });
  });
});

describe('the invoker for other services', () => {
  const template = 'arn:aws:iot:us-east-1:123456789012:provisioningtemplate/fleet';
  const iot = { principal: 'iot.amazonaws.com', sourceArn: template, sourceAccount: '123456789012' };
  const call = (source: typeof iot | undefined) =>
    service.invoker.invoke(arnOf('greeter'), '{}', {
      invocationType: 'RequestResponse',
      ...defined({ source }),
    });

  beforeEach(() => create('exports.handler = async () => "yes";'));

  it('asks the resource policy of the function', async () => {
    await expect(call(iot)).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await lambda.addPermission({
      FunctionName: 'greeter',
      StatementId: 'hook',
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      SourceAccount: '123456789012',
      SourceArn: template.replace('fleet', '*'),
    });
    await expect(call(iot)).resolves.toMatchObject({ payload: '"yes"' });
    await expect(call({ ...iot, sourceAccount: '999999999999' })).rejects.toThrow('not authorized');
    await expect(call({ ...iot, sourceArn: template.replace('us-east-1', 'eu-west-1') })).rejects.toThrow(
      'not authorized',
    );
    await expect(call({ ...iot, principal: 's3.amazonaws.com' })).rejects.toThrow('not authorized');
    await lambda.removePermission({ FunctionName: 'greeter', StatementId: 'hook' });
    await expect(call(iot)).rejects.toThrow('not authorized');
  });

  it('needs no permission for callers of the account', async () => {
    await expect(call(undefined)).resolves.toMatchObject({ payload: '"yes"' });
  });

  it('shows the policy, and keeps statement ids unique', async () => {
    await expect(lambda.getPolicy({ FunctionName: 'greeter' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const permission = {
      FunctionName: 'greeter',
      StatementId: 'a',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
    };
    await lambda.addPermission(permission);
    await expect(lambda.addPermission(permission)).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    const { Policy = '' } = await lambda.getPolicy({ FunctionName: 'greeter' });
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Sid: 'a', Principal: { Service: 'sns.amazonaws.com' } }],
    });
  });
});

describe('an event', () => {
  const failing = 'exports.handler = async () => { throw new Error("never"); };';
  const queue = 'arn:aws:sqs:us-east-1:123456789012:failures';
  const delivered = () => new Promise<void>((resolve) => (onSent = resolve));
  const event = (payload: unknown) =>
    lambda.invoke({ FunctionName: 'greeter', InvocationType: 'Event', Payload: JSON.stringify(payload) });
  const waiting = (attempts: number) =>
    until(() => ground.store.get('SELECT attempts FROM lambda_events')?.['attempts'] === attempts);
  let ground: ServiceGround;

  beforeEach(async () => {
    lambda.destroy();
    await service.close();
    await served.close();
    served = await serveServices((given) => {
      ground = given;
      service = make(given);
      return [service.service];
    });
    lambda = new Lambda(served.client);
  });

  it('is accepted at once, and its success is reported where configured', async () => {
    await create('exports.handler = async (event) => event.n + 1;');
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'greeter',
      DestinationConfig: { OnSuccess: { Destination: queue } },
    });
    const done = delivered();
    expect((await event({ n: 1 })).StatusCode).toBe(202);
    await done;
    expect(sent).toHaveLength(1);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      requestContext: {
        condition: 'Success',
        approximateInvokeCount: 1,
        functionArn: `${arnOf('greeter')}:$LATEST`,
      },
      requestPayload: { n: 1 },
      responsePayload: 2,
    });
  });

  it('is tried three times, a minute and two apart, and then goes to destination and dead-letter queue', async () => {
    await create(failing, { DeadLetterConfig: { TargetArn: `${queue}-dead` } });
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'greeter',
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    await event({ serial: 'x' });
    await waiting(1);
    served.clock.setOffset(61_000);
    await waiting(2);
    const done = delivered();
    served.clock.setOffset(182_000);
    await done;
    await until(() => sent.length >= 2);
    expect(sent[0]).toMatchObject({ target: queue });
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'never' },
    });
    expect(sent[1]).toMatchObject({
      target: `${queue}-dead`,
      body: '{"serial":"x"}',
      attributes: { ErrorCode: '200' },
    });
  });

  it('is not lost when the cloud stops before it was run', async () => {
    await create('exports.handler = async () => 1;');
    await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'greeter',
      DestinationConfig: { OnSuccess: { Destination: queue } },
    });
    await lambda.putFunctionConcurrency({ FunctionName: 'greeter', ReservedConcurrentExecutions: 0 });
    await event({ late: true });
    await restart();
    await lambda.deleteFunctionConcurrency({ FunctionName: 'greeter' });
    const done = delivered();
    served.clock.setOffset(60_000);
    service.start();
    await done;
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ requestPayload: { late: true } });
  });

  it('for a function that is gone is dropped with a word about it', async () => {
    await create(failing);
    await event({});
    await waiting(1);
    await lambda.deleteFunction({ FunctionName: 'greeter' });
    served.clock.setOffset(61_000);
    await until(() => problems.length > 0);
    expect(problems[0]).toContain('greeter does not exist any more');
  });
});
