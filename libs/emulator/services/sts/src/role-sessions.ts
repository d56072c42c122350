import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';

const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;

/** @throws AwsError ValidationError for a name or a duration that a session cannot have */
export function checkSession(name: string, seconds: number): void {
  if (!sessionNamePattern.test(name)) {
    throw new AwsError('ValidationError', `roleSessionName must match ${sessionNamePattern.source}`, {
      status: 400,
    });
  }
  if (seconds < 900 || seconds > 43_200) {
    throw new AwsError('ValidationError', 'durationSeconds must be between 900 and 43200', { status: 400 });
  }
}

/** The path of a role is not part of the ARN of its sessions. */
export function assumedRoleArn(roleArn: string, sessionName: string, { accountId }: RequestContext): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`;
}
