import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    CreateLogGroup: 'logGroupName tags',
    CreateLogStream: 'logGroupName logStreamName',
    DeleteLogGroup: 'logGroupName',
    DeleteRetentionPolicy: 'logGroupName',
    DescribeLogGroups: 'logGroupNamePrefix nextToken limit',
    DescribeLogStreams: 'logGroupName logGroupIdentifier logStreamNamePrefix nextToken limit',
    FilterLogEvents: `
      logGroupName logGroupIdentifier logStreamNames startTime endTime filterPattern nextToken limit
    `,
    GetLogEvents: `
      logGroupName logGroupIdentifier logStreamName startTime endTime nextToken limit startFromHead
    `,
    ListTagsForResource: 'resourceArn',
    PutLogEvents: 'logGroupName logStreamName logEvents.timestamp logEvents.message',
    PutRetentionPolicy: 'logGroupName retentionInDays',
    TagResource: 'resourceArn tags',
    UntagResource: 'resourceArn tagKeys',
  },
  harmless: [
    {
      members: 'unmask',
      because: 'nothing is masked',
    },
    {
      members: 'interleaved',
      because: 'documented: the value is ignored, and events are always interleaved',
    },
    {
      members: 'sequenceToken',
      because: 'documented: PutLogEvents ignores it',
    },
  ],
};
