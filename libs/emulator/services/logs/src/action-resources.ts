import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

interface GroupReference {
  readonly logGroupName?: string | undefined;
  /** A name or an ARN. */
  readonly logGroupIdentifier?: string | undefined;
}

interface StreamReference extends GroupReference {
  readonly logStreamName: string;
}

const nameOf = ({ logGroupName, logGroupIdentifier = '' }: GroupReference) =>
  logGroupName ?? logGroupIdentifier.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');

/** Reported: a group is asked for as a stream without a name (vectordotdev/vector#714), so that policies need `:*`. */
const ofGroup = (input: GroupReference) => ({ 'log-group': `${nameOf(input)}:log-stream:` });
const ofStream = (input: StreamReference) => ({
  'log-stream': `${nameOf(input)}:log-stream:${input.logStreamName}`,
});
const ofArn = ({ resourceArn: arn }: { resourceArn: string }) => ({ arn });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  CreateLogGroup: (input) => ({
    byAction: {
      'logs:CreateLogGroup': ofGroup(input),
      'logs:TagResource': input.tags === undefined ? undefined : ofGroup(input),
    },
  }),
  DeleteLogGroup: ofGroup,
  DeleteRetentionPolicy: ofGroup,
  DescribeLogStreams: ofGroup,
  FilterLogEvents: ofGroup,
  PutRetentionPolicy: ofGroup,
  CreateLogStream: ofStream,
  GetLogEvents: ofStream,
  PutLogEvents: ofStream,
  ListTagsForResource: ofArn,
  TagResource: ofArn,
  UntagResource: ofArn,
};
