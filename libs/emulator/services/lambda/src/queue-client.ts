import type { Message, SQS } from '@aws-sdk/client-sqs';

const largestRequest = 10;
const noSuchQueue = 'QueueDoesNotExist';

/** One queue, over the public API of SQS. */
export class QueueClient {
  private url: string | undefined;

  constructor(
    private readonly sqs: () => Promise<SQS>,
    private readonly queueArn: string,
  ) {}

  /**
   * Waits for messages.
   * @param most messages, of which one request brings ten at most
   * @throws the errors of SQS; an AbortError when the signal aborts
   */
  async receive(most: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]> {
    const { Messages = [] } = await this.ask((sqs, QueueUrl) =>
      sqs.receiveMessage(
        {
          QueueUrl,
          MaxNumberOfMessages: Math.min(most, largestRequest),
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        },
        { abortSignal: signal },
      ),
    );
    return Messages;
  }

  /** @throws AggregateError when messages could not be deleted, after all that can be are */
  async delete(receiptHandles: readonly string[]): Promise<void> {
    await this.inBatches(receiptHandles, (sqs, QueueUrl, receipts) =>
      sqs.deleteMessageBatch({ QueueUrl, Entries: receipts }),
    );
  }

  /** Makes messages visible to everybody at once. @throws AggregateError */
  async giveBack(receiptHandles: readonly string[]): Promise<void> {
    await this.inBatches(receiptHandles, (sqs, QueueUrl, receipts) =>
      sqs.changeMessageVisibilityBatch({
        QueueUrl,
        Entries: receipts.map((receipt) => ({ ...receipt, VisibilityTimeout: 0 })),
      }),
    );
  }

  private async inBatches(
    receiptHandles: readonly string[],
    send: (
      sqs: SQS,
      url: string | undefined,
      receipts: { Id: string; ReceiptHandle: string }[],
    ) => Promise<{ Failed?: { Id?: string | undefined; Message?: string | undefined }[] | undefined }>,
  ): Promise<void> {
    const failures: Error[] = [];
    for (let at = 0; at < receiptHandles.length; at += largestRequest) {
      const receipts = receiptHandles
        .slice(at, at + largestRequest)
        .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await this.ask((sqs, url) => send(sqs, url, receipts));
      failures.push(...Failed.map(({ Message: reason }) => new Error(reason)));
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, `${this.queueArn} kept messages`);
    }
  }

  private async ask<Answer>(
    question: (sqs: SQS, url: string | undefined) => Promise<Answer>,
  ): Promise<Answer> {
    const sqs = await this.sqs();
    const QueueName = this.queueArn.slice(this.queueArn.lastIndexOf(':') + 1);
    this.url ??= (await sqs.getQueueUrl({ QueueName })).QueueUrl;
    try {
      return await question(sqs, this.url);
    } catch (error) {
      if (error instanceof Error && error.name === noSuchQueue) {
        this.url = undefined;
      }
      throw error;
    }
  }
}
