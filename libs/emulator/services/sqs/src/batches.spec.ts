import { servedSqs } from './testing/served-sqs';
import type { ServedSqs } from './testing/served-sqs';

describe('batches of SQS', () => {
  let served: ServedSqs;
  let QueueUrl: string;

  beforeEach(async () => {
    served = await servedSqs();
    QueueUrl = await served.createQueue('warnings');
  });

  afterEach(() => served.close());

  const entries = (count: number, MessageBody = 'x') =>
    Array.from({ length: count }, (_, index) => ({ Id: `entry-${index}`, MessageBody }));

  it('send ten messages at once; an entry that is refused fails alone', async () => {
    const [first, ...rest] = entries(10);
    const Entries = [{ ...first, Id: 'bad', MessageBody: '\u0000' }, ...rest];
    const { Successful, Failed } = await served.sqs.sendMessageBatch({ QueueUrl, Entries });
    expect(Successful?.map(({ Id }) => Id)).toEqual(rest.map(({ Id }) => Id));
    expect(Failed).toEqual([
      expect.objectContaining({ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }),
    ]);
    const received = await served.receive(QueueUrl);
    expect(received.map(({ MessageId }) => MessageId).sort()).toEqual(
      Successful?.map(({ MessageId }) => MessageId).sort(),
    );
  });

  it('hide, give back and delete messages, each by its receipt', async () => {
    await served.sqs.sendMessageBatch({ QueueUrl, Entries: entries(3) });
    const [a, b, c] = await served.receive(QueueUrl);
    const hidden = await served.sqs.changeMessageVisibilityBatch({
      QueueUrl,
      Entries: [
        { Id: 'back', ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
        { Id: 'hidden', ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 600 },
        { Id: 'never', ReceiptHandle: 'x', VisibilityTimeout: 0 },
      ],
    });
    expect(hidden.Failed).toEqual([
      expect.objectContaining({ Id: 'never', Code: 'ReceiptHandleIsInvalid', SenderFault: true }),
    ]);
    const deleted = await served.sqs.deleteMessageBatch({
      QueueUrl,
      Entries: [{ Id: 'c', ReceiptHandle: c?.ReceiptHandle }],
    });
    expect(deleted.Successful).toEqual([{ Id: 'c' }]);
    expect((await served.receive(QueueUrl)).map(({ MessageId }) => MessageId)).toEqual([a?.MessageId]);
    served.clock.setOffset(599_000);
    expect((await served.receive(QueueUrl)).map(({ MessageId }) => MessageId)).toEqual([a?.MessageId]);
  });

  it.each([
    ['no entry', [], 'EmptyBatchRequest'],
    ['eleven entries', entries(11), 'TooManyEntriesInBatchRequest'],
    ['an entry twice', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    ['an id with a space', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    ['more than 1 MiB in all', entries(2, 'x'.repeat(600_000)), 'BatchRequestTooLong'],
  ])('are refused with %s', async (_what, Entries, name) => {
    await expect(served.sqs.sendMessageBatch({ QueueUrl, Entries })).rejects.toMatchObject({ name });
    expect(await served.receive(QueueUrl)).toEqual([]);
  });
});
