import { IndexNotReadyException, IoTClient, type SearchIndexCommandOutput } from '@aws-sdk/client-iot';
import { connectivityOf } from './connectivity';

type Answer = Pick<SearchIndexCommandOutput, 'things'> | Error;

/** A client of an account whose index follows connections or not, and answers like this. */
function accountWith(mode: 'OFF' | 'STATUS', answer: Answer = {}): IoTClient {
  const iot = new IoTClient({ region: 'us-east-1' });
  iot.middlewareStack.add(
    (_next, { commandName }) =>
      () => {
        if (commandName !== 'SearchIndexCommand') {
          const thingIndexingConfiguration = { thingConnectivityIndexingMode: mode };
          return Promise.resolve({ response: {}, output: { $metadata: {}, thingIndexingConfiguration } });
        }
        if (answer instanceof Error) {
          return Promise.reject(answer);
        }
        return Promise.resolve({ response: {}, output: { $metadata: {}, ...answer } });
      },
    { step: 'initialize', priority: 'high' },
  );
  return iot;
}

describe('whether a device is connected', () => {
  const since = new Date('2026-01-01T12:00:00.000Z');

  it.each([true, false])('is what the fleet index says: %s', async (connected) => {
    const things = [{ thingName: 'sensor-1', connectivity: { connected, timestamp: since.getTime() } }];
    expect(await connectivityOf(accountWith('STATUS', { things }), 'sensor-1')).toEqual({
      state: connected ? 'connected' : 'disconnected',
      since,
    });
  });

  it('has no beginning for a thing that never connected', async () => {
    const things = [{ thingName: 'sensor-1', connectivity: { connected: false, timestamp: 0 } }];
    expect(await connectivityOf(accountWith('STATUS', { things }), 'sensor-1')).toEqual({
      state: 'disconnected',
    });
  });

  it.each([
    ['the index does not follow connections', 'not-indexed', accountWith('OFF')],
    ['the index does not know the thing', 'not-seen', accountWith('STATUS', { things: [] })],
    [
      'the index is still being built',
      'index-not-ready',
      accountWith('STATUS', new IndexNotReadyException({ message: 'not yet', $metadata: {} })),
    ],
  ])('is unknown when %s', async (_when, because, iot) => {
    expect(await connectivityOf(iot, 'sensor-1')).toEqual({ state: 'unknown', because });
  });

  it('is a failure where asking fails', async () => {
    const iot = accountWith('STATUS', new Error('no network'));
    await expect(connectivityOf(iot, 'sensor-1')).rejects.toThrow('no network');
  });
});
