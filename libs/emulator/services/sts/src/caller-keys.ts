import { requestKeys } from '@fleet/aws-wire';
import type { ConditionKeys, RequestContext } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { SessionCaller } from './session-caller';

/** What a session brings for conditions, beside what follows from its role. */
export function callerKeys(caller: SessionCaller, context: RequestContext | undefined): ConditionKeys {
  // Documented: a service's own calls do not come from the user's address (IAM user guide, aws:SourceIp).
  const ofRequest = context === undefined || caller.isOfService ? {} : requestKeys(context);
  return { ...ofRequest, ...forwardingKeys(caller), ...sessionKeys(caller) };
}

/** IAM user guide, "Properties of a role session". No session is opened with a second factor here. */
function sessionKeys({ issued }: SessionCaller): ConditionKeys {
  const issuedAt = issued?.toISOString();
  return { 'aws:MultiFactorAuthPresent': 'false', ...defined({ 'aws:TokenIssueTime': issuedAt }) };
}

/** Whether a service sends the request on behalf of the session, and which one. */
function forwardingKeys({ calledVia }: SessionCaller): ConditionKeys {
  if (calledVia === undefined) {
    return { 'aws:ViaAWSService': 'false' };
  }
  return {
    'aws:ViaAWSService': 'true',
    'aws:CalledVia': [calledVia],
    'aws:CalledViaFirst': calledVia,
    'aws:CalledViaLast': calledVia,
  };
}
