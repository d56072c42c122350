import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';

const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;
const longestChainedSeconds = 3600;

/** What is asked for of a session, and what it is opened from. */
export interface AskedSession {
  readonly name: string;
  readonly seconds: number;
  readonly maxSessionSeconds: number;
  /** That the sender is a session of a role itself ("role chaining"). */
  readonly isChained: boolean;
}

/**
 * Documented: the limits (STS API reference, AssumeRole). Reported: the texts (kreuzwerker/awsu#27, mmmorris1975/aws-runas#11).
 * @throws AwsError ValidationError for a name or a duration that a session cannot have
 */
export function checkSession({ name, seconds, maxSessionSeconds, isChained }: AskedSession): void {
  if (!sessionNamePattern.test(name)) {
    throw invalid(`roleSessionName must match ${sessionNamePattern.source}`);
  }
  if (seconds < 900 || seconds > 43_200) {
    throw invalid('durationSeconds must be between 900 and 43200');
  }
  if (isChained && seconds > longestChainedSeconds) {
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > maxSessionSeconds) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message, { status: 400 });
}

/** The path of a role is not part of the ARN of its sessions. */
export function assumedRoleArn(
  roleArn: string,
  sessionName: string,
  { accountId }: Pick<RequestContext, 'accountId'>,
): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`;
}
