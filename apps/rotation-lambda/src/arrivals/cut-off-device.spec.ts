import { SQSClient } from '@aws-sdk/client-sqs';
import { parseArrival } from '@fleet/fleet-contract';
import * as z from 'zod/mini';
import { createCutOffLooks, type CutOffDevice } from './cut-off-device';

const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/fleetprov_arrivals';
const [endedAt, awaySince] = [new Date('2027-01-12T03:00:00Z'), new Date('2027-01-12T03:00:10Z')];
const device: CutOffDevice = {
  serial: 'sensor-1',
  certificateId: 'ab'.repeat(32),
  endedAt,
  awaySince,
  cuts: 1,
};

const sentMessage = z.object({
  QueueUrl: z.string(),
  MessageBody: z.string(),
  DelaySeconds: z.exactOptional(z.int()),
});

/** The looks at devices, and what they put into the queue. */
function queue() {
  const sent: z.infer<typeof sentMessage>[] = [];
  const sqs = new SQSClient({ region: 'us-east-1' });
  sqs.middlewareStack.add(
    () => (given) => {
      sent.push(sentMessage.parse(given.input));
      return Promise.resolve({ response: {}, output: { $metadata: {} } });
    },
    { step: 'initialize', priority: 'high' },
  );
  return { looks: createCutOffLooks(sqs, queueUrl), sent };
}

describe('a look at a device that was cut off', () => {
  it('is the first after ten seconds, and each other one when the queue gives its messages out', async () => {
    const { looks, sent } = queue();
    await looks.first(device);
    await looks.next(device);
    const message = { QueueUrl: queueUrl, MessageBody: sent[0]?.MessageBody };
    expect(sent).toEqual([{ ...message, DelaySeconds: 10 }, message]);
  });

  it('knows all of the device, and is one of an arrival to the function of an earlier release', async () => {
    const { looks, sent } = queue();
    await looks.first(device);
    const { serial, certificateId, ...cutOff } = device;
    expect(parseArrival(sent[0]?.MessageBody ?? '')).toEqual({
      serial,
      certificateId,
      source: 'presence',
      connectedAt: endedAt,
      cutOff,
    });
  });
});
