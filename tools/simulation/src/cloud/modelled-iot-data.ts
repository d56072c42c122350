import { IoTDataPlaneClient, ResourceNotFoundException } from '@aws-sdk/client-iot-data-plane';
import { member } from './call-input';
import type { CallWatch } from './call-watch';
import type { CloudState } from './cloud-state';

/** The data plane on the same state: warnings, and the end of connections. */
export function modelledIotData(
  state: () => CloudState,
  watch: CallWatch,
  published: (topic: string) => void,
): IoTDataPlaneClient {
  const client = new IoTDataPlaneClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
    cacheMiddleware: true,
  });
  client.middlewareStack.add(
    (_next, { commandName = 'unnamed' }) =>
      async ({ input }) => {
        watch.before(commandName);
        if (commandName === 'PublishCommand') {
          published(member(input, 'topic'));
        } else if (commandName === 'DeleteConnectionCommand') {
          endConnection(state(), member(input, 'clientId'));
        } else {
          throw new Error(
            `The simulated data plane does not know ${commandName}: add it to modelled-iot-data.ts`,
          );
        }
        await watch.after(commandName);
        return { response: {}, output: { $metadata: {} } };
      },
    { step: 'initialize', priority: 'high', name: 'modelledIotData' },
  );
  return client;
}

function endConnection(state: CloudState, clientId: string): void {
  const others = state.connections.filter((each) => each.clientId !== clientId);
  if (others.length === state.connections.length) {
    throw new ResourceNotFoundException({ $metadata: {}, message: 'It is not connected' });
  }
  state.connections = others;
}
