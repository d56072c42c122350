import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    AssumeRole: 'RoleArn RoleSessionName DurationSeconds ExternalId Policy PolicyArns.arn',
    GetCallerIdentity: '',
  },
  harmless: [],
};
