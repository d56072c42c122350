import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import type { CreateEventSourceMappingCommandInput } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import { until } from '@fleet/eventually';
import { serveServices } from '@fleet/served-services';
import type { ServedServices, ServiceGround } from '@fleet/served-services';
import { createLambdaService } from '@fleet/services/lambda';
import type { LambdaService } from '@fleet/services/lambda';
import { createSqsService } from '@fleet/services/sqs';
import { strToU8, zipSync } from 'fflate';

interface SeenRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Says what it gets in its log, and does what the bodies of its messages tell. */
const workerCode = `
const { existsSync } = require('node:fs');
exports.handler = async ({ Records }) => {
  const bodies = Records.map(({ body }) => body);
  console.log('EVENT ' + JSON.stringify(Records.map((record) => ({ ...record, body: record.body.slice(0, 100) }))));
  if (bodies.includes('throw')) throw new Error('told to');
  while (bodies.includes('hold') && !existsSync(process.env.GATE)) await new Promise((go) => setTimeout(go, 5));
  console.log('DONE ' + Records.length);
  const failed = Records.filter(({ body }) => body.startsWith('fail'));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;
// Functions start as processes, which takes its time on a busy machine.
const visibilitySeconds = 60;
const arnOf = (queue: string): string => `arn:aws:sqs:us-east-1:123456789012:${queue}`;

let served: ServedServices;
let service: LambdaService;
let lambda: Lambda;
let sqs: SQS;
let QueueUrl: string;
/** What the function was invoked with. */
let batches: SeenRecord[][];
/** How many messages its invocations were done with. */
let done: number;
let problems: string[];
/** How often the service turned to SQS. */
let asked: number;

function write(message: string): void {
  const [, word, rest = ''] = /\b(EVENT|DONE) (.*)/s.exec(message) ?? [];
  if (word === 'EVENT') {
    batches.push(JSON.parse(rest) as SeenRecord[]);
  }
  if (word === 'DONE') {
    done += Number(rest);
  }
}

function make({ store, clock, region, dataDirectory }: ServiceGround) {
  service = createLambdaService({
    store,
    clock,
    region,
    directory: join(dataDirectory, 'lambda'),
    sdkDirectory: join(__dirname, '../../../../node_modules'),
    endpointUrl: () => served.client.endpoint,
    readObject: () => Promise.reject(new Error('code comes with the request')),
    credentials: () =>
      Promise.resolve({
        accessKeyId: 'ASIATEST',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: new Date(clock.nowMillis() + 365 * 86_400_000),
      }),
    destinations: { send: () => Promise.reject(new Error('nothing is sent')) },
    queues: {
      sqs: () => {
        asked += 1;
        return Promise.resolve(sqs);
      },
      ownSqs: () => Promise.resolve(sqs),
    },
    roleTrust: () => true,
    authorizeRole: () => undefined,
    log: { write: (_group, _stream, events) => events.forEach(({ message }) => write(message)) },
    onOldRuntime: () => undefined,
    onFunctionInVpc: () => undefined,
    onProblem: (message) => problems.push(message),
  });
  return [service.service, createSqsService({ store, clock, senderId: () => 'AIDASENDER' }).service];
}

function connect(): void {
  lambda = new Lambda(served.client);
  sqs = new SQS(served.client);
  service.start();
}

beforeEach(async () => {
  [batches, problems, done, asked] = [[], [], 0, 0];
  served = await serveServices(make);
  connect();
  await lambda.createFunction({
    FunctionName: 'worker',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 30,
    Role: 'arn:aws:iam::123456789012:role/functions',
    Environment: { Variables: { GATE: gate() } },
    Code: { ZipFile: zipSync({ 'index.js': strToU8(workerCode) }) },
  });
  QueueUrl = await createQueue('work');
});

afterEach(async () => {
  await service.close();
  lambda.destroy();
  sqs.destroy();
  await served.close();
});

const gate = (): string => join(served.dataDirectory, 'gate');
const openGate = (): void => writeFileSync(gate(), '');
const after = (seconds: number): void => served.clock.setOffset(seconds * 1_000);

async function createQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const all = { VisibilityTimeout: String(visibilitySeconds), ...Attributes };
  return (await sqs.createQueue({ QueueName, Attributes: all })).QueueUrl ?? '';
}

function map(more: Partial<CreateEventSourceMappingCommandInput> = {}) {
  return lambda.createEventSourceMapping({
    FunctionName: 'worker',
    EventSourceArn: arnOf('work'),
    ...more,
  });
}

async function send(...bodies: string[]): Promise<void> {
  for (const MessageBody of bodies) {
    await sqs.sendMessage({ QueueUrl, MessageBody });
  }
}

async function counts(url = QueueUrl): Promise<[visible: number, inFlight: number]> {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] });
  return [
    Number(Attributes?.['ApproximateNumberOfMessages']),
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']),
  ];
}

const holds =
  (...expected: number[]) =>
  async () =>
    (await counts()).join() === expected.join();

const bodiesOf = (batch: readonly SeenRecord[] | undefined) => batch?.map(({ body }) => body).sort();

describe('a queue as event source', () => {
  it('has its messages brought to the function, in the event of the documentation, and deleted', async () => {
    await map();
    await sqs.sendMessage({
      QueueUrl,
      MessageBody: 'warn',
      MessageAttributes: {
        thing: { DataType: 'String', StringValue: 'pump-1' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1) },
      },
    });
    await until(() => batches.length === 1);
    const text = expect.any(String) as string;
    expect(batches[0]).toEqual([
      {
        messageId: text,
        receiptHandle: text,
        body: 'warn',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
          SenderId: 'AIDASENDER',
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
        },
        messageAttributes: {
          thing: { stringValue: 'pump-1', stringListValues: [], binaryListValues: [], dataType: 'String' },
          bytes: { binaryValue: 'AQ==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfMessageAttributes: text,
        md5OfBody: '1ea4c3ab05ee0c6d4de30740443769cb',
        eventSource: 'aws:sqs',
        eventSourceARN: arnOf('work'),
        awsRegion: 'us-east-1',
      },
    ]);
    await until(holds(0, 0));
    expect(problems).toEqual([]);
  });

  it('keeps the messages of a batch that failed until their visibility ends, then they come again', async () => {
    await map();
    await send('throw');
    await until(() => batches.length === 1);
    await until(holds(0, 1));
    after(visibilitySeconds + 1);
    await until(() => batches.length === 2);
    expect(batches[1]?.[0]?.attributes).toMatchObject({ ApproximateReceiveCount: '2' });
  });

  it('sends what fails too often to its dead-letter queue', async () => {
    const dead = await createQueue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { RedrivePolicy } });
    await map();
    await send('throw');
    for (const attempt of [1, 2]) {
      await until(() => batches.length === attempt);
      await until(holds(0, 1));
      after(attempt * (visibilitySeconds + 1));
    }
    await until(async () => (await counts(dead))[0] === 1);
    expect(await counts()).toEqual([0, 0]);
    expect(batches).toHaveLength(2);
  });

  it('keeps of a batch only the messages that the function reports as failed', async () => {
    await send('good', 'fail', 'better');
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    await until(() => done === 3);
    await until(holds(0, 1));
    after(visibilitySeconds + 1);
    await until(() => batches.length === 2);
    expect(bodiesOf(batches[1])).toEqual(['fail']);
  });

  it('loses messages that are reported as failed where nobody asked for reports, as AWS does', async () => {
    await send('fail');
    await map();
    await until(() => done === 1);
    await until(holds(0, 0));
  });

  it('gathers a batch until it is full', async () => {
    const bodies = Array.from({ length: 25 }, (_, index) => `m${index}`);
    await send(...bodies);
    await map({ BatchSize: 24, MaximumBatchingWindowInSeconds: 300 });
    await until(() => batches.length === 1);
    expect(batches[0]).toHaveLength(24);
  });

  it('gathers a batch until its window ends', async () => {
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: '43200' } });
    await map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 300 });
    await send('a', 'b', 'c');
    await until(holds(0, 3));
    expect(batches).toEqual([]);
    // Step by step: what waits after a step knows the time of that step.
    let passed = 0;
    await until(async () => {
      after((passed += 20));
      await counts();
      return batches.length === 1;
    });
    expect(passed).toBeGreaterThanOrEqual(300);
    expect(bodiesOf(batches[0])).toEqual(['a', 'b', 'c']);
  });

  it('makes no event larger than a function can be invoked with', async () => {
    const MessageBody = 'x'.repeat(1_000_000);
    for (let count = 0; count < 7; count += 1) {
      await sqs.sendMessage({ QueueUrl, MessageBody });
    }
    await map();
    await until(() => done === 7);
    expect(batches.map(({ length }) => length)).toEqual([6, 1]);
    await until(holds(0, 0));
  });

  it('runs as many batches at a time as the mapping allows, and no more', async () => {
    await send('hold', 'hold', 'hold');
    await map({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    await until(() => batches.length === 2);
    await until(holds(1, 2));
    openGate();
    await until(() => done === 3);
    await until(holds(0, 0));
  });

  it('leaves half of the processes to others', async () => {
    await send(...Array.from({ length: 6 }, () => 'hold'));
    await map({ BatchSize: 1 });
    await until(() => batches.length === 4);
    expect(await counts()).toEqual([2, 4]);
    openGate();
    await until(() => done === 6);
  });

  it('keeps the messages of a function that is too busy', async () => {
    await lambda.putFunctionConcurrency({ FunctionName: 'worker', ReservedConcurrentExecutions: 0 });
    await map();
    await send('patience');
    await until(holds(0, 1));
    await lambda.deleteFunctionConcurrency({ FunctionName: 'worker' });
    after(visibilitySeconds + 1);
    await until(() => done === 1);
    await until(holds(0, 0));
  });
});

describe('an event source mapping', () => {
  it('is described, listed, changed and deleted', async () => {
    const { UUID, ...created } = await map({ Tags: { fleet: 'a' } });
    expect(created).toMatchObject({
      EventSourceArn: arnOf('work'),
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:worker',
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:123456789012:event-source-mapping:${UUID}`,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      State: 'Enabled',
    });
    expect(await lambda.listTags({ Resource: created.EventSourceMappingArn })).toMatchObject({
      Tags: { fleet: 'a' },
    });
    const changes = {
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 3 },
      FunctionResponseTypes: ['ReportBatchItemFailures' as const],
    };
    await lambda.updateEventSourceMapping({ UUID, ...changes });
    await lambda.updateEventSourceMapping({ UUID, Enabled: false });
    expect(await lambda.getEventSourceMapping({ UUID })).toMatchObject({ ...changes, State: 'Disabled' });
    await lambda.updateEventSourceMapping({ UUID, ScalingConfig: {}, FunctionResponseTypes: [] });
    const { ScalingConfig, FunctionResponseTypes } = await lambda.getEventSourceMapping({ UUID });
    expect([ScalingConfig, FunctionResponseTypes]).toEqual([undefined, []]);
    expect(await lambda.deleteEventSourceMapping({ UUID })).toMatchObject({ UUID, State: 'Deleting' });
    await expect(lambda.getEventSourceMapping({ UUID })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is listed by its queue or its function, page by page', async () => {
    await createQueue('other');
    const uuids = [(await map()).UUID, (await map({ EventSourceArn: arnOf('other') })).UUID].sort();
    const first = await lambda.listEventSourceMappings({ FunctionName: 'worker', MaxItems: 1 });
    const second = await lambda.listEventSourceMappings({ FunctionName: 'worker', Marker: first.NextMarker });
    const listed = [...(first.EventSourceMappings ?? []), ...(second.EventSourceMappings ?? [])];
    expect(listed.map(({ UUID }) => UUID)).toEqual(uuids);
    const { EventSourceMappings } = await lambda.listEventSourceMappings({ EventSourceArn: arnOf('other') });
    expect(EventSourceMappings).toEqual([expect.objectContaining({ EventSourceArn: arnOf('other') })]);
    expect((await lambda.listEventSourceMappings({ FunctionName: 'nobody' })).EventSourceMappings).toEqual(
      [],
    );
  });

  it('is there once for a queue and a function', async () => {
    const { UUID } = await map();
    await expect(map()).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: expect.stringContaining(String(UUID)) as string,
    });
  });

  it.each<[string, Partial<CreateEventSourceMappingCommandInput>, string]>([
    [
      'another source',
      { EventSourceArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s' },
      'SQS queues only, not from kinesis',
    ],
    [
      'a table’s stream',
      { EventSourceArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/x' },
      'SQS queues only, not from dynamodb',
    ],
    ['no source', { EventSourceArn: undefined }, 'EventSourceArn is required'],
    ['a FIFO queue', { EventSourceArn: arnOf('work.fifo') }, 'no FIFO queues'],
    [
      'a queue of another region',
      { EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:work' },
      'not the ARN of a queue in us-east-1',
    ],
    [
      'a queue that does not exist',
      { EventSourceArn: arnOf('absent') },
      'Error occurred while ReceiveMessage',
    ],
    ['a function that does not exist', { FunctionName: 'absent' }, 'Function not found'],
    ['an empty batch', { BatchSize: 0 }, 'BatchSize must be a whole number from 1 to 10000'],
    [
      'more than 10,000 messages in a batch',
      { BatchSize: 10_001, MaximumBatchingWindowInSeconds: 1 },
      'BatchSize must be a whole number from 1 to 10000',
    ],
    ['a large batch that nobody waits for', { BatchSize: 11 }, 'window in seconds must be greater than 0'],
    [
      'a window beyond five minutes',
      { MaximumBatchingWindowInSeconds: 301 },
      'MaximumBatchingWindowInSeconds must be a whole number from 0 to 300',
    ],
    [
      'a concurrency of one',
      { ScalingConfig: { MaximumConcurrency: 1 } },
      'ScalingConfig.MaximumConcurrency must be a whole number from 2 to 1000',
    ],
    [
      'filters',
      { FilterCriteria: { Filters: [{ Pattern: '{}' }] } },
      'does not support the parameter "FilterCriteria"',
    ],
    [
      'settings of streams',
      { StartingPosition: 'LATEST' },
      'does not support the parameter "StartingPosition"',
    ],
  ])('is refused with %s', async (_what, more, words) => {
    await expect(map(more)).rejects.toThrow(words);
    expect((await lambda.listEventSourceMappings({})).EventSourceMappings).toEqual([]);
  });

  it('is refused where the function may work for longer than its messages are hidden', async () => {
    const { UUID } = await map();
    await lambda.updateFunctionConfiguration({ FunctionName: 'worker', Timeout: visibilitySeconds + 1 });
    const words = 'Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds';
    await expect(lambda.updateEventSourceMapping({ UUID, BatchSize: 1 })).rejects.toThrow(words);
    await createQueue('other');
    await expect(map({ EventSourceArn: arnOf('other') })).rejects.toThrow(words);
  });

  it('brings nothing while it is disabled', async () => {
    const { UUID } = await map({ Enabled: false });
    await send('a');
    const before = asked;
    expect(await counts()).toEqual([1, 0]);
    expect(asked).toBe(before);
    await lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await until(() => done === 1);
    await lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await send('b');
    expect(await counts()).toEqual([1, 0]);
  });

  it('brings nothing once it is deleted, and what it has begun is brought to its end', async () => {
    const { UUID } = await map();
    await send('hold');
    await until(() => batches.length === 1);
    await lambda.deleteEventSourceMapping({ UUID });
    await send('late');
    openGate();
    await until(holds(1, 0));
    expect(batches).toHaveLength(1);
  });

  it('works on after a restart', async () => {
    await map();
    await send('a');
    await until(() => done === 1);
    await service.close();
    await send('b');
    await served.restart();
    connect();
    await until(() => done === 2);
    await until(holds(0, 0));
  });

  it('gives back what it has gathered when the cloud closes', async () => {
    await map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 300 });
    const before = asked;
    await send('a');
    await until(() => asked === before + 1);
    await send('b');
    await until(() => asked === before + 2);
    await service.eventSources.close();
    expect(await counts()).toEqual([2, 0]);
    expect(problems).toEqual([]);
  });

  it('keeps the messages of a batch that the cloud closes upon', async () => {
    await map();
    await send('hold');
    await until(() => batches.length === 1);
    await service.close();
    expect(await counts()).toEqual([0, 1]);
    expect(problems).toEqual([]);
    await served.restart();
    connect();
    openGate();
    after(visibilitySeconds + 1);
    await until(() => done === 1);
  });
});

describe('a poller that has lost its way', () => {
  const unbusy = async () => {
    const before = asked;
    for (let turn = 0; turn < 10; turn += 1) {
      await sqs.listQueues({});
    }
    expect(asked).toBe(before);
  };

  it('says once that the queue is gone, looks for it ever more rarely, and finds a new one', async () => {
    await map();
    await sqs.deleteQueue({ QueueUrl });
    await until(() => problems.length === 1);
    expect(problems[0]).toBe(`The queue ${arnOf('work')} cannot be polled for the function worker`);
    let passed = 0;
    for (const seconds of [1, 2, 4]) {
      await unbusy();
      const before = asked;
      after((passed += seconds));
      await until(() => asked > before);
    }
    expect(problems).toHaveLength(1);
    QueueUrl = await createQueue('work');
    await send('a');
    after(passed + 60);
    await until(() => done === 1);
  });

  it('receives nothing for a function that is gone', async () => {
    await map();
    await lambda.deleteFunction({ FunctionName: 'worker' });
    await send('a');
    await until(() => problems.length > 0);
    after(1);
    await unbusy();
    after(visibilitySeconds + 1);
    await unbusy();
    expect(problems.length).toBeLessThanOrEqual(2);
  });
});
