import { SQSClient, type SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { z } from 'zod/mini';
import { createSweepDispatch, DispatchError } from './sweep-dispatch';
import { parseSweepMessage } from './sweep-message';

const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/fleetprov_sweep';
const scheduledTime = new Date('2027-01-01T03:00:00Z');
const thingsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ thingName: `sensor-${n}`, connected: true }));

const sentBatch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});
type SentBatch = z.infer<typeof sentBatch>;

/** A queue that gives one answer to every request. */
function queueThatAnswers(answer: Partial<SendMessageBatchCommandOutput>) {
  const requests: SentBatch[] = [];
  const sqs = new SQSClient({ region: 'us-east-1' });
  sqs.middlewareStack.add(
    () => (given) => {
      requests.push(sentBatch.parse(given.input));
      return Promise.resolve({ response: {}, output: { $metadata: {}, ...answer } });
    },
    { step: 'initialize', priority: 'high' },
  );
  return { dispatch: createSweepDispatch(sqs, queueUrl), requests };
}

/** How many things there are in each message of each request. */
function portions(requests: readonly SentBatch[]): number[][] {
  return requests.map(({ Entries }) =>
    Entries.map(({ MessageBody }) => parseSweepMessage(MessageBody).things.length),
  );
}

describe('what the monitor hands to the workers', () => {
  it.each([
    [0, []],
    [1, [[1]]],
    [25, [[25]]],
    [26, [[25, 1]]],
    [250, [Array.from({ length: 10 }, () => 25)]],
    [251, [Array.from({ length: 10 }, () => 25), [1]]],
  ])('is, of %i things, 25 a message and ten messages a request', async (count, sizes) => {
    const { dispatch, requests } = queueThatAnswers({});
    await dispatch.dispatch(scheduledTime, thingsOf(count));
    expect(portions(requests)).toEqual(sizes);
  });

  it('is each thing once, for the day of the sweep', async () => {
    const { dispatch, requests } = queueThatAnswers({ Failed: [] });
    await dispatch.dispatch(scheduledTime, thingsOf(300));
    const bodies = requests.flatMap(({ QueueUrl, Entries }) => {
      expect(QueueUrl).toBe(queueUrl);
      expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
      return Entries.map(({ MessageBody }) => parseSweepMessage(MessageBody));
    });
    expect(new Set(bodies.map((body) => body.scheduledTime))).toEqual(new Set(['2027-01-01T03:00:00.000Z']));
    expect(bodies.flatMap(({ things }) => things)).toEqual(thingsOf(300));
  });

  it('fails when the queue refuses a message, with each reason once', async () => {
    const refused = { Id: '0', SenderFault: false };
    const { dispatch, requests } = queueThatAnswers({
      Failed: [
        { ...refused, Code: 'InternalError', Message: 'try again' },
        { ...refused, Code: 'InternalError', Message: 'try again' },
        { ...refused, Code: 'KmsThrottled' },
      ],
    });
    await expect(dispatch.dispatch(scheduledTime, thingsOf(251))).rejects.toThrow(
      new DispatchError(queueUrl, ['InternalError try again', 'InternalError try again', 'KmsThrottled']),
    );
    await expect(dispatch.dispatch(scheduledTime, thingsOf(1))).rejects.toThrow(
      `${queueUrl} refused 3 messages of a sweep: InternalError try again; KmsThrottled`,
    );
    expect(requests).toHaveLength(2);
  });
});
