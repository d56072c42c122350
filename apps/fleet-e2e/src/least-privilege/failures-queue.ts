import type { SQS } from '@aws-sdk/client-sqs';

/** The stack's queue of what failed for good, as an operator reads it. */
export class FailuresQueue {
  constructor(
    private readonly sqs: SQS,
    private readonly queueName: string,
  ) {}

  /** Takes all messages that are there. @returns the first that has this text in it */
  async take(text: string): Promise<string | undefined> {
    const { QueueUrl } = await this.sqs.getQueueUrl({ QueueName: this.queueName });
    const { Messages = [] } = await this.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    for (const { ReceiptHandle } of Messages) {
      await this.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
    return Messages.map(({ Body = '' }) => Body).find((body) => body.includes(text));
  }
}
