import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { writeArrival, type CutOffNote } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';

/** A device that a sweep has cut off. */
export interface CutOffDevice extends CutOffNote {
  readonly serial: string;
  /** The one that was made inactive. */
  readonly certificateId: string;
}

/** Whoever connects again at once is found by the first look. Later ones come as late as the queue gives its messages out. */
const firstLookSeconds = 10;

/** Looks at devices that were cut off. */
export interface CutOffLooks {
  readonly first: (device: CutOffDevice) => Promise<void>;
  readonly next: (device: CutOffDevice) => Promise<void>;
}

/** By the queue of arrivals. Needs `sqs:SendMessage` on it. */
export function createCutOffLooks(sqs: SQSClient, queueUrl: string): CutOffLooks {
  const send = async (device: CutOffDevice, delaySeconds?: number): Promise<void> => {
    const { serial, certificateId, ...cutOff } = device;
    const { endedAt: connectedAt } = cutOff;
    const body = writeArrival({ serial, certificateId, source: 'presence', connectedAt, cutOff });
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        ...defined({ DelaySeconds: delaySeconds }),
      }),
    );
  };
  return { first: (device) => send(device, firstLookSeconds), next: (device) => send(device) };
}
