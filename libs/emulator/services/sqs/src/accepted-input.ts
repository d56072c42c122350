import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    ChangeMessageVisibility: 'QueueUrl ReceiptHandle VisibilityTimeout',
    ChangeMessageVisibilityBatch: 'QueueUrl Entries.ReceiptHandle Entries.VisibilityTimeout Entries.Id',
    CreateQueue: 'QueueName tags Attributes',
    DeleteMessage: 'QueueUrl ReceiptHandle',
    DeleteMessageBatch: 'QueueUrl Entries.ReceiptHandle Entries.Id',
    DeleteQueue: 'QueueUrl',
    GetQueueAttributes: 'QueueUrl AttributeNames',
    GetQueueUrl: 'QueueName QueueOwnerAWSAccountId',
    ListDeadLetterSourceQueues: 'QueueUrl NextToken MaxResults',
    ListQueueTags: 'QueueUrl',
    ListQueues: 'QueueNamePrefix NextToken MaxResults',
    PurgeQueue: 'QueueUrl',
    ReceiveMessage: `
      QueueUrl AttributeNames MessageSystemAttributeNames MessageAttributeNames MaxNumberOfMessages
      VisibilityTimeout WaitTimeSeconds
    `,
    SendMessage: `
      QueueUrl MessageBody DelaySeconds MessageAttributes.StringValue MessageAttributes.BinaryValue
      MessageAttributes.DataType MessageDeduplicationId
    `,
    SendMessageBatch: `
      QueueUrl Entries.MessageBody Entries.DelaySeconds Entries.MessageAttributes.StringValue
      Entries.MessageAttributes.BinaryValue Entries.MessageAttributes.DataType
      Entries.MessageDeduplicationId Entries.Id
    `,
    SetQueueAttributes: 'QueueUrl Attributes',
    TagQueue: 'QueueUrl Tags',
    UntagQueue: 'QueueUrl TagKeys',
  },
  harmless: [],
};
