import type { Message, SQS } from '@aws-sdk/client-sqs';
import type { RoleInUse } from '@fleet/aws-wire';

const largestRequest = 10;

/** How queues are reached: over the public API of SQS, by the role of a function. */
export interface QueueAccess {
  readonly sqs: (role: RoleInUse) => Promise<SQS>;
  /** A client of the cloud's own, to give back what nobody has worked on: no function needs a permission for that. */
  readonly ownSqs: () => Promise<SQS>;
  /** URL of this cloud's endpoint. */
  readonly endpointUrl: () => string;
}

/** The URL of a queue. */
export function queueUrlOf({ endpointUrl }: Pick<QueueAccess, 'endpointUrl'>, queueArn: string): string {
  const [, , , , accountId, name] = queueArn.split(':');
  return `${endpointUrl()}/${accountId}/${name}`;
}

/** One queue, as the source of a function's events. */
export class QueueClient {
  constructor(
    private readonly access: QueueAccess,
    private readonly queueArn: string,
    /** Asked for every request: a function may get another role. */
    private readonly role: () => RoleInUse,
  ) {}

  /**
   * Waits for messages.
   * @param most messages, of which one request brings ten at most
   * @throws the errors of SQS; an AbortError when the signal aborts
   */
  async receive(most: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]> {
    const sqs = await this.access.sqs(this.role());
    const { Messages = [] } = await sqs.receiveMessage(
      {
        QueueUrl: this.url(),
        MaxNumberOfMessages: Math.min(most, largestRequest),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      },
      { abortSignal: signal },
    );
    return Messages;
  }

  /** @throws AggregateError when messages could not be deleted, after all that can be are */
  async delete(receiptHandles: readonly string[]): Promise<void> {
    const sqs = await this.access.sqs(this.role());
    await this.inBatches(receiptHandles, (QueueUrl, receipts) =>
      sqs.deleteMessageBatch({ QueueUrl, Entries: receipts }),
    );
  }

  /** Makes messages visible to everybody at once. @throws AggregateError */
  async giveBack(receiptHandles: readonly string[]): Promise<void> {
    const sqs = await this.access.ownSqs();
    await this.inBatches(receiptHandles, (QueueUrl, receipts) =>
      sqs.changeMessageVisibilityBatch({
        QueueUrl,
        Entries: receipts.map((receipt) => ({ ...receipt, VisibilityTimeout: 0 })),
      }),
    );
  }

  private async inBatches(
    receiptHandles: readonly string[],
    send: (
      url: string,
      receipts: { Id: string; ReceiptHandle: string }[],
    ) => Promise<{ Failed?: { Id?: string | undefined; Message?: string | undefined }[] | undefined }>,
  ): Promise<void> {
    const failures: Error[] = [];
    for (let at = 0; at < receiptHandles.length; at += largestRequest) {
      const receipts = receiptHandles
        .slice(at, at + largestRequest)
        .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await send(this.url(), receipts);
      failures.push(...Failed.map(({ Message: reason }) => new Error(reason)));
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, `${this.queueArn} kept messages`);
    }
  }

  private url(): string {
    return queueUrlOf(this.access, this.queueArn);
  }
}
