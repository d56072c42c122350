import type * as sdk from '@aws-sdk/client-iot-data-plane';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  DeleteConnection: ({ clientId: client }) => ({ client }),
  GetRetainedMessage: ({ topic }) => ({ topic }),
  Publish: ({ topic, retain }) => ({
    byAction: {
      'iot:Publish': { topic },
      'iot:RetainPublish': retain === true ? { topic } : undefined,
    },
  }),
};
