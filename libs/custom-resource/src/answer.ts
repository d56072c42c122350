import type { Envelope } from './request';

/** CloudFormation cuts the reason at this many characters. */
const longestReason = 1024;

export type Outcome =
  | { status: 'SUCCESS'; physicalResourceId: string; data: Record<string, string> }
  | { status: 'FAILED'; physicalResourceId: string; reason: string };

/** CloudFormation did not take the answer: the stack would wait for its time-out. */
export class AnswerNotDeliveredError extends Error {
  override readonly name = 'AnswerNotDeliveredError';
}

/**
 * Puts the outcome where CloudFormation waits for it (custom resource response objects, CloudFormation user guide).
 * @throws AnswerNotDeliveredError when the address does not accept it
 */
export async function answer(envelope: Envelope, outcome: Outcome): Promise<void> {
  const result =
    outcome.status === 'SUCCESS'
      ? { Data: outcome.data }
      : { Reason: outcome.reason.slice(0, longestReason) };
  const body = JSON.stringify({
    Status: outcome.status,
    PhysicalResourceId: outcome.physicalResourceId,
    StackId: envelope.StackId,
    RequestId: envelope.RequestId,
    LogicalResourceId: envelope.LogicalResourceId,
    ...result,
  });
  // The address is presigned without a content type: S3 refuses a request that adds one.
  const response = await fetch(envelope.ResponseURL, {
    method: 'PUT',
    body,
    headers: { 'content-type': '' },
  });
  if (!response.ok) {
    throw new AnswerNotDeliveredError(
      `CloudFormation answered ${response.status} to ${outcome.status} of ${envelope.LogicalResourceId}`,
    );
  }
}
