import type { ListQueuesCommandOutput, SQS, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { servedSqs } from './testing/served-sqs';
import type { ServedSqs } from './testing/served-sqs';

describe('SQS, to the AWS SDK', () => {
  let served: ServedSqs;
  let sqs: SQS;
  let QueueUrl: string;

  beforeEach(async () => {
    served = await servedSqs();
    ({ sqs } = served);
    QueueUrl = await served.createQueue('failures', { VisibilityTimeout: '60' });
  });

  afterEach(() => served.close());

  const receive = () => served.receive(QueueUrl);

  it('delivers a message with what is asked for of its attributes', async () => {
    const MessageAttributes = {
      RequestID: { DataType: 'String', StringValue: '1' },
      'trace.id': { DataType: 'Number.hex', StringValue: '0x10' },
      'trace.bytes': { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
    };
    const sent = await sqs.sendMessage({ QueueUrl, MessageBody: 'proof', MessageAttributes });
    expect(await receive()).toEqual([
      expect.objectContaining({
        MessageId: sent.MessageId,
        Body: 'proof',
        MessageAttributes,
        MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
        Attributes: {
          SenderId: 'AIDASENDER',
          SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
        },
      }),
    ]);
    served.clock.setOffset(61_000);
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MessageSystemAttributeNames: ['SenderId'],
      MessageAttributeNames: ['trace.*'],
    });
    expect(Messages[0]?.Attributes).toEqual({ SenderId: 'AIDASENDER' });
    expect(Object.keys(Messages[0]?.MessageAttributes ?? {}).sort()).toEqual(['trace.bytes', 'trace.id']);
    served.clock.setOffset(122_000);
    const [bare] = (await sqs.receiveMessage({ QueueUrl })).Messages ?? [];
    expect(Object.keys(bare ?? {}).sort()).toEqual(['Body', 'MD5OfBody', 'MessageId', 'ReceiptHandle']);
  });

  it('lists queues page by page, and gives a token only to those who ask for a page size', async () => {
    for (const name of ['a-1', 'a-2', 'a-3', 'b-1']) {
      await served.createQueue(name);
    }
    const names = ({ QueueUrls = [] }: ListQueuesCommandOutput) =>
      QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1));
    const first = await sqs.listQueues({ QueueNamePrefix: 'a-', MaxResults: 2 });
    const next = { MaxResults: 1, NextToken: first.NextToken };
    const second = await sqs.listQueues({ QueueNamePrefix: 'a-', ...next });
    expect([names(first), names(second)]).toEqual([['a-1', 'a-2'], ['a-3']]);
    expect(second.NextToken).toBeUndefined();
    expect((await sqs.listQueues({})).NextToken).toBeUndefined();
    for (const refused of [next, { QueueNamePrefix: 'b-', ...next }, { MaxResults: 1_001 }]) {
      await expect(sqs.listQueues(refused)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }
  });

  it('hides a received message until its visibility ends, then delivers it again', async () => {
    await sqs.sendMessage({ QueueUrl, MessageBody: 'proof' });
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toEqual([]);
    served.clock.setOffset(61_000);
    expect(await receive()).toEqual([
      expect.objectContaining({
        Attributes: expect.objectContaining({ ApproximateReceiveCount: '2' }) as object,
      }),
    ]);
  });

  it('gives back a message whose receiver makes it visible, and lets nobody hide it who has not received it', async () => {
    await sqs.sendMessage({ QueueUrl, MessageBody: 'proof' });
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle;
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await expect(
      sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }),
    ).rejects.toMatchObject({ name: 'MessageNotInflight' });
    expect(await receive()).toHaveLength(1);
    await expect(
      sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }),
    ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('forgets a message that was deleted by its receipt', async () => {
    await sqs.sendMessage({ QueueUrl, MessageBody: 'proof' });
    const [message] = await receive();
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    served.clock.setOffset(61_000);
    expect(await receive()).toEqual([]);
  });

  it('forgets messages when their retention ends', async () => {
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { MessageRetentionPeriod: '60' } });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'proof' });
    served.clock.setOffset(61_000);
    expect(await receive()).toEqual([]);
  });

  it('holds back a message for its delay, or for the queue’s', async () => {
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { DelaySeconds: '10' } });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'late', DelaySeconds: 900 });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'later than now' });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'now', DelaySeconds: 0 });
    expect((await receive()).map(({ Body }) => Body)).toEqual(['now']);
    served.clock.setOffset(11_000);
    expect((await receive()).map(({ Body }) => Body)).toEqual(['later than now']);
    served.clock.setOffset(901_000);
    expect((await receive()).map(({ Body }) => Body)).toContain('late');
  });

  it('finds a queue by name, and says how many messages wait, are in flight, and are delayed', async () => {
    for (const MessageBody of ['a', 'b', 'c']) {
      await sqs.sendMessage({ QueueUrl, MessageBody });
    }
    await sqs.sendMessage({ QueueUrl, MessageBody: 'd', DelaySeconds: 60 });
    await sqs.receiveMessage({ QueueUrl });
    expect((await sqs.getQueueUrl({ QueueName: 'failures' })).QueueUrl).toBe(QueueUrl);
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      QueueArn: 'arn:aws:sqs:us-east-1:123456789012:failures',
      VisibilityTimeout: '60',
    });
  });

  it('is encrypted by its own keys or by a key of KMS, and not by both', async () => {
    const encryption = async () => {
      const names = ['SqsManagedSseEnabled' as const, 'KmsMasterKeyId' as const];
      return (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: names })).Attributes;
    };
    expect(await encryption()).toEqual({ SqsManagedSseEnabled: 'true' });
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { KmsMasterKeyId: 'alias/aws/sqs' } });
    expect(await encryption()).toEqual({ SqsManagedSseEnabled: 'false', KmsMasterKeyId: 'alias/aws/sqs' });
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { SqsManagedSseEnabled: 'true' } });
    expect(await encryption()).toEqual({ SqsManagedSseEnabled: 'true' });
    const Attributes = { SqsManagedSseEnabled: 'true', KmsMasterKeyId: 'alias/aws/sqs' };
    await expect(sqs.setQueueAttributes({ QueueUrl, Attributes })).rejects.toThrow('one type of server-side');
  });

  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['an empty message', { MessageBody: '' }, 'at least one character'],
    ['a message beyond 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'shorter than 1048576 bytes'],
    [
      'a message that only its attributes make too large',
      {
        MessageBody: 'x'.repeat(1_048_570),
        MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
      },
      'shorter than 1048576 bytes',
    ],
    ['a control character', { MessageBody: 'bell \u0007' }, 'Invalid characters found'],
    ['half a character', { MessageBody: 'half \uD800' }, 'Invalid characters found'],
    ['a delay beyond 15 minutes', { DelaySeconds: 901 }, 'Must be between 0 and 900'],
    ['an identifier for deduplication', { MessageDeduplicationId: 'x' }, 'not valid for this queue type'],
    ['a message group', { MessageGroupId: 'x' }, 'does not support the parameter "MessageGroupId"'],
    [
      'an attribute without a value',
      { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'must have one value',
    ],
    [
      'a number that is none',
      { MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } },
      'is no number',
    ],
    [
      'an unknown type of attribute',
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      'an invalid type: "Text"',
    ],
    [
      'an attribute in a name of AWS',
      { MessageAttributes: { 'AWS.a': { DataType: 'String', StringValue: 'x' } } },
      'name "AWS.a" is invalid',
    ],
    [
      'eleven attributes',
      {
        MessageAttributes: Object.fromEntries(
          Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'x' }]),
        ),
      },
      'at most 10 message attributes',
    ],
  ])('refuses %s', async (_what, message, words) => {
    await expect(sqs.sendMessage({ QueueUrl, MessageBody: 'x', ...message })).rejects.toThrow(words);
    expect(await receive()).toEqual([]);
  });

  it.each([
    [{ MaxNumberOfMessages: 11 }, 'MaxNumberOfMessages is invalid. Must be between 1 and 10'],
    [{ WaitTimeSeconds: 21 }, 'WaitTimeSeconds is invalid. Must be between 0 and 20'],
    [{ VisibilityTimeout: 43_201 }, 'VisibilityTimeout is invalid. Must be between 0 and 43200'],
  ])('refuses to receive with %j', async (asked, words) => {
    await expect(sqs.receiveMessage({ QueueUrl, ...asked })).rejects.toThrow(words);
  });

  it('refuses what never was a receipt', async () => {
    await expect(sqs.deleteMessage({ QueueUrl, ReceiptHandle: 'x' })).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    });
  });

  it.each([
    ['an attribute that it does not have', { FifoQueue: 'true' }, 'no queue attribute FifoQueue'],
    [
      'a value out of range',
      { VisibilityTimeout: '43201' },
      'Invalid value for the parameter VisibilityTimeout',
    ],
    ['a value that is no number', { DelaySeconds: '' }, 'Invalid value for the parameter DelaySeconds'],
  ])('refuses %s', async (_what, Attributes, message) => {
    await expect(sqs.createQueue({ QueueName: 'other', Attributes })).rejects.toThrow(message);
  });

  it('refuses a second queue of the same name with other attributes', async () => {
    const again = sqs.createQueue({ QueueName: 'failures', Attributes: { VisibilityTimeout: '1' } });
    await expect(again).rejects.toThrow('already exists');
  });

  it('knows a deleted queue no more', async () => {
    await sqs.deleteQueue({ QueueUrl });
    await expect(sqs.sendMessage({ QueueUrl, MessageBody: 'x' })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('has no queues of other accounts', async () => {
    const QueueName = 'failures';
    await sqs.getQueueUrl({ QueueName, QueueOwnerAWSAccountId: '123456789012' });
    const other = sqs.getQueueUrl({ QueueName, QueueOwnerAWSAccountId: '210987654321' });
    await expect(other).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
