import { defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { connectionHandlers } from './connection-handlers';
import type { IotDataParts } from './iot-data-parts';
import { publishHandlers } from './publish-handlers';
import { retainedMessageHandlers } from './retained-message-handlers';

export interface IotDataService {
  readonly service: AwsService;
}

/**
 * AWS IoT's data plane: publishing, retained messages, and ending a connection. Device shadows are not part of this
 * cloud; their operations answer NotImplementedException.
 */
export function createIotDataService(broker: IotDataParts): IotDataService {
  return {
    service: defineService({
      scope: 'iotdata',
      // Documented: AWS's SDK for JavaScript signs for the one, botocore's model of the data plane for the other.
      otherScopes: ['iotdevicegateway'],
      sdk: () => import('@aws-sdk/client-iot-data-plane'),
      accepts: acceptedInput,
      authorization: { reference: authorizationReference, resources: actionResources },
      handlers: {
        ...connectionHandlers(broker),
        ...publishHandlers(broker),
        ...retainedMessageHandlers(broker),
      },
    }),
  };
}
