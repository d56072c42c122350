import { AwsError } from '@fleet/aws-wire';
import type { IotDataHandlers, IotDataParts } from './iot-data-parts';

/** The operation that ends a device's connection. */
export function connectionHandlers(parts: IotDataParts): IotDataHandlers {
  return {
    DeleteConnection: async ({ clientId, cleanSession = false, preventWillMessage = false }) => {
      if (clientId.startsWith('$')) {
        throw new AwsError('InvalidRequestException', `A client id does not begin with $: ${clientId}.`);
      }
      // Guessed: a client whose session waits for it is not found either.
      if (!(await parts.disconnect(clientId, { cleanSession, preventWillMessage }))) {
        throw new AwsError('ResourceNotFoundException', `No client with the id ${clientId} is connected.`);
      }
      return {};
    },
  };
}
