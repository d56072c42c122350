import { servedSqs } from './testing/served-sqs';
import type { ServedSqs } from './testing/served-sqs';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const to = (name: string, maxReceiveCount: number | string = 2) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount }),
});

describe('a dead-letter queue', () => {
  let served: ServedSqs;
  let dead: string;
  let QueueUrl: string;

  beforeEach(async () => {
    served = await servedSqs();
    dead = await served.createQueue('dead');
    QueueUrl = await served.createQueue('work', { VisibilityTimeout: '60', ...to('dead') });
    await served.sqs.sendMessage({
      QueueUrl,
      MessageBody: 'poison',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'kept' } },
    });
  });

  afterEach(() => served.close());

  const receiveTwice = async () => {
    const [first] = await served.receive(QueueUrl);
    served.clock.setOffset(61_000);
    await served.receive(QueueUrl);
    served.clock.setOffset(122_000);
    return first;
  };

  it('gets a message that was received too often, with its id, its attributes and the time it was sent', async () => {
    const first = await receiveTwice();
    expect(await served.receive(QueueUrl)).toEqual([]);
    expect(await served.receive(dead)).toEqual([
      {
        ...first,
        ReceiptHandle: expect.any(String) as string,
        Attributes: {
          ...first?.Attributes,
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: expect.any(String) as string,
          DeadLetterQueueSourceArn: arnOf('work'),
        },
      },
    ]);
  });

  it('wakes those who wait for dead letters', async () => {
    await receiveTwice();
    const received = served.receive(dead, 20);
    await served.receive(QueueUrl);
    expect(await received).toHaveLength(1);
  });

  it('leaves the messages where they are when it is deleted', async () => {
    await served.sqs.deleteQueue({ QueueUrl: dead });
    await receiveTwice();
    expect(await served.receive(QueueUrl)).toHaveLength(1);
  });

  it('lists its sources, page by page', async () => {
    for (const name of ['a', 'b']) {
      await served.createQueue(name, to('dead', '3'));
    }
    await served.createQueue('unconcerned');
    const first = await served.sqs.listDeadLetterSourceQueues({ QueueUrl: dead, MaxResults: 2 });
    expect(first.queueUrls?.map((url) => url.split('/').pop())).toEqual(['a', 'b']);
    const next = { QueueUrl: dead, MaxResults: 2, NextToken: first.NextToken };
    expect((await served.sqs.listDeadLetterSourceQueues(next)).queueUrls).toEqual([QueueUrl]);
  });

  it('is no more where the policy is taken away', async () => {
    await served.sqs.setQueueAttributes({ QueueUrl, Attributes: { RedrivePolicy: '' } });
    await receiveTwice();
    expect(await served.receive(QueueUrl)).toHaveLength(1);
  });

  it('takes messages only of those whom it allows', async () => {
    const allow = (policy: object) =>
      served.sqs.setQueueAttributes({
        QueueUrl: dead,
        Attributes: { RedriveAllowPolicy: JSON.stringify(policy) },
      });
    await allow({ redrivePermission: 'byQueue', sourceQueueArns: [arnOf('friend')] });
    await expect(served.createQueue('foe', to('dead'))).rejects.toThrow('does not have permission');
    await served.createQueue('friend', to('dead'));
    await allow({ redrivePermission: 'denyAll' });
    await expect(served.createQueue('late', to('dead'))).rejects.toThrow('does not have permission');
    await allow({ redrivePermission: 'allowAll' });
    await served.createQueue('late', to('dead'));
  });

  it.each([
    ['no JSON', { RedrivePolicy: '{' }, 'not a JSON object'],
    ['a queue that does not exist', to('absent'), 'Dead letter target does not exist'],
    ['the queue itself', to('new'), 'Dead letter target does not exist'],
    ['no receive at all', to('dead', 0), 'maxReceiveCount must be at least 1.'],
    ['more than 1,000 receives', to('dead', '1001'), 'maxReceiveCount must be at most 1000.'],
    ['an unknown permission', { RedriveAllowPolicy: '{"redrivePermission":"some"}' }, 'redrivePermission'],
  ])('is refused for %s', async (_what, attributes, words) => {
    await expect(served.createQueue('new', attributes)).rejects.toThrow(words);
    await expect(served.sqs.getQueueUrl({ QueueName: 'new' })).rejects.toThrow('does not exist');
  });
});
