import { servedSqs } from './testing/served-sqs';
import type { ServedSqs } from './testing/served-sqs';

describe('a receiver that waits', () => {
  let served: ServedSqs;
  let QueueUrl: string;

  beforeEach(async () => {
    served = await servedSqs();
    QueueUrl = await served.createQueue('warnings', { VisibilityTimeout: '60' });
  });

  afterEach(() => served.close());

  const send = (MessageBody: string, DelaySeconds?: number) =>
    served.sqs.sendMessage({ QueueUrl, MessageBody, DelaySeconds });

  it('has a message as soon as it is sent', async () => {
    const received = served.receive(QueueUrl, 20);
    // Answered after the service has begun to wait.
    await served.sqs.listQueues({});
    await send('now');
    expect(await received).toEqual([expect.objectContaining({ Body: 'now' })]);
  });

  it('waits as long as the queue says, when it says nothing itself', async () => {
    const Attributes = { ReceiveMessageWaitTimeSeconds: '20' };
    await served.sqs.setQueueAttributes({ QueueUrl, Attributes });
    const received = served.receive(QueueUrl);
    await served.sqs.listQueues({});
    await send('now');
    expect(await received).toHaveLength(1);
  });

  it('has a message when its delay ends, and again when its visibility ends', async () => {
    await send('late', 10);
    const first = served.receive(QueueUrl, 20);
    await served.sqs.listQueues({});
    served.clock.setOffset(11_000);
    expect(await first).toHaveLength(1);
    served.clock.setOffset(60_000);
    const second = served.receive(QueueUrl, 20);
    await served.sqs.listQueues({});
    served.clock.setOffset(72_000);
    expect(await second).toHaveLength(1);
  });

  it('has a message that another receiver gives back', async () => {
    await send('x');
    const [message] = await served.receive(QueueUrl);
    const again = served.receive(QueueUrl, 20);
    await served.sqs.listQueues({});
    await served.sqs.changeMessageVisibility({
      QueueUrl,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    expect(await again).toHaveLength(1);
  });

  it('has nothing when its time is over', async () => {
    const received = served.receive(QueueUrl, 20);
    await served.sqs.listQueues({});
    served.clock.setOffset(21_000);
    expect(await received).toEqual([]);
  });

  it('shares messages with the others that wait: each goes to one', async () => {
    const receivers = Array.from({ length: 3 }, () =>
      served.sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    await served.sqs.listQueues({});
    for (const body of ['a', 'b', 'c']) {
      await send(body);
    }
    const received = (await Promise.all(receivers)).flatMap(({ Messages = [] }) => Messages);
    expect(received.map(({ Body }) => Body).sort()).toEqual(['a', 'b', 'c']);
  });

  it('takes no message along when it has gone away', async () => {
    const gone = new AbortController();
    const abandoned = served.sqs.receiveMessage(
      { QueueUrl, WaitTimeSeconds: 20 },
      { abortSignal: gone.signal },
    );
    await served.sqs.listQueues({});
    gone.abort();
    await expect(abandoned).rejects.toMatchObject({ name: 'AbortError' });
    await send('for somebody else');
    expect(await served.receive(QueueUrl)).toHaveLength(1);
  });

  it('is answered when the queue is deleted', async () => {
    const received = served.receive(QueueUrl, 20);
    const outcome = expect(received).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await served.sqs.listQueues({});
    await served.sqs.deleteQueue({ QueueUrl });
    await outcome;
  });

  it('has its answer when the cloud closes', async () => {
    const received = served.receive(QueueUrl, 20);
    await served.sqs.listQueues({});
    served.service.close();
    expect(await received).toEqual([]);
    expect(await served.receive(QueueUrl, 20)).toEqual([]);
  });
});
