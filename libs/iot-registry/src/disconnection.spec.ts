import { ForbiddenException } from '@aws-sdk/client-iot-data-plane';
import { disconnectUntilAway, endConnection } from './disconnection';
import { ComingClients } from './testing';

function comingAt(...atMillis: number[]): ComingClients {
  const clients = new ComingClients();
  clients.connects('sensor-1', ...atMillis);
  return clients;
}

const every = (millis: number, until: number): number[] =>
  Array.from({ length: Math.floor(until / millis) + 1 }, (_, index) => index * millis);

describe('ending a connection', () => {
  it.each([
    ['ends its session', 'ends', true],
    ['keeps its session', 'is-kept', false],
  ] as const)(
    'says whether the client was there, %s, and lets its last will be sent',
    async (_, session, cleanSession) => {
      const client = comingAt(0);
      expect(await endConnection(client.iotData, 'sensor-1', session)).toBe(true);
      expect(await endConnection(client.iotData, 'sensor-1', session)).toBe(false);
      expect(client.inputs).toEqual(Array(2).fill({ clientId: 'sensor-1', cleanSession }));
    },
  );
});

describe('keeping a client away', () => {
  const keepAway = (client: ComingClients, options: Parameters<typeof disconnectUntilAway>[2] = {}) =>
    disconnectUntilAway(client.iotData, 'sensor-1', { time: client.time, ...options });

  it('ends its connection at once, and is done when it has been away for a minute', async () => {
    const client = comingAt(0);
    expect(await keepAway(client)).toEqual({
      outcome: 'away',
      cuts: 1,
      firstCutMillis: 0,
      awaySinceMillis: 0,
    });
    expect(client.nowMillis).toBe(60_000);
  });

  it('waits for the minute also where it was not there, as it may be about to come', async () => {
    const client = comingAt();
    expect(await keepAway(client)).toEqual({ outcome: 'away', cuts: 0, awaySinceMillis: 0 });
    expect(client.nowMillis).toBe(60_000);
  });

  it('ends each connection that it makes after that within two seconds, and begins the minute anew', async () => {
    const client = comingAt(0, 10_001, 63_000);
    const told: (readonly [number, number])[] = [];
    const end = await keepAway(client, { onCut: (cuts, at) => told.push([cuts, at]) });
    expect(client.cutAt).toEqual([0, 12_000, 64_000]);
    expect(told).toEqual([
      [1, 0],
      [2, 12_000],
      [3, 64_000],
    ]);
    expect(end).toEqual({ outcome: 'away', cuts: 3, firstCutMillis: 0, awaySinceMillis: 64_000 });
    expect(client.nowMillis).toBe(124_000);
  });

  it('gives up after ten minutes a client that comes back whenever it can', async () => {
    const client = comingAt(...every(10_000, 900_000));
    expect(await keepAway(client)).toMatchObject({ outcome: 'still coming back', cuts: 61 });
    expect(client.nowMillis).toBe(600_000);
  });

  it('ends when nobody wants it any more, without another call', async () => {
    const client = comingAt(0, 10_000);
    const goesOn = () => Promise.resolve(client.nowMillis < 9_000);
    expect(await keepAway(client, { goesOn })).toEqual({
      outcome: 'called off',
      cuts: 1,
      firstCutMillis: 0,
      awaySinceMillis: 0,
    });
    expect(client.cutAt).toEqual([0]);
  });

  it('fails where AWS IoT refuses', async () => {
    const client = comingAt();
    client.failure = new ForbiddenException({ message: 'denied', $metadata: {} });
    await expect(keepAway(client)).rejects.toThrow('denied');
  });
});
