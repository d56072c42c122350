import type * as sdk from '@aws-sdk/client-sts';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  // Nothing for the wire to ask: role-trust.ts decides by the caller's policies and the role's trust policy together.
  AssumeRole: () => ({ byAction: {} }),
};
