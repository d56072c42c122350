import { SQS } from '@aws-sdk/client-sqs';
import { serveServices, type ServedServices } from '../../testing/served-services';
import { sqsService } from './index';

describe('SQS, to the AWS SDK', () => {
  let served: ServedServices;
  let sqs: SQS;
  let QueueUrl: string;

  beforeEach(async () => {
    served = await serveServices((parts) => [sqsService(parts)]);
    sqs = new SQS(served.client);
    QueueUrl =
      (await sqs.createQueue({ QueueName: 'failures', Attributes: { VisibilityTimeout: '60' } })).QueueUrl ??
      '';
  });

  afterEach(async () => {
    sqs.destroy();
    await served.close();
  });

  const receive = async () =>
    (await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })).Messages ?? [];

  it('delivers a message with its attributes', async () => {
    const MessageAttributes = { RequestID: { DataType: 'String', StringValue: '1' } };
    const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody: 'proof', MessageAttributes });
    expect(await receive()).toEqual([
      expect.objectContaining({ MessageId, Body: 'proof', MessageAttributes }),
    ]);
  });

  it('hides a received message until its visibility ends, then delivers it again', async () => {
    await sqs.sendMessage({ QueueUrl, MessageBody: 'proof' });
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toEqual([]);
    served.clock.setOffset(61_000);
    expect(await receive()).toEqual([
      expect.objectContaining({ Attributes: expect.objectContaining({ ApproximateReceiveCount: '2' }) }),
    ]);
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

  it('finds a queue by name, and says how many messages wait', async () => {
    await sqs.sendMessage({ QueueUrl, MessageBody: 'proof' });
    expect((await sqs.getQueueUrl({ QueueName: 'failures' })).QueueUrl).toBe(QueueUrl);
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      QueueArn: 'arn:aws:sqs:us-east-1:123456789012:failures',
      VisibilityTimeout: '60',
    });
  });

  it.each([
    ['an attribute that it does not have', { FifoQueue: 'true' }, 'no queue attribute FifoQueue'],
    [
      'a value out of range',
      { VisibilityTimeout: '43201' },
      'Invalid value for the parameter VisibilityTimeout',
    ],
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
});
