import { SQSClient } from '@aws-sdk/client-sqs';
import { writeArrival } from '@fleet/fleet-contract';
import { createArrivals } from './arrivals';

describe('the queue of arrivals', () => {
  it('gets who has come, with which certificate and when', async () => {
    const sent: object[] = [];
    const sqs = new SQSClient({ region: 'us-east-1' });
    sqs.middlewareStack.add(
      () => (given) => {
        sent.push(given.input);
        return Promise.resolve({ response: {}, output: { $metadata: {} } });
      },
      { step: 'initialize', priority: 'high' },
    );
    const arrival = {
      serial: 'sensor-1',
      certificateId: 'abc',
      source: 'presence' as const,
      connectedAt: new Date('2027-01-01'),
    };
    await createArrivals(sqs, 'https://queue')(arrival);
    expect(sent).toEqual([{ QueueUrl: 'https://queue', MessageBody: writeArrival(arrival) }]);
  });
});
