import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { openSlowNetwork, type SlowNetwork } from './slow-network';

const oneWayMillis = 30;

describe('a slow network', () => {
  let echo: Server;
  let network: SlowNetwork;

  beforeEach(async () => {
    echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const address = echo.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port');
    }
    network = await openSlowNetwork(address.port, oneWayMillis);
  });

  afterEach(async () => {
    await network.close();
    echo.close();
  });

  it('carries everything both ways, in order, and the end of it', async () => {
    const socket = connect(network.port, '127.0.0.1');
    const received = text(socket);
    for (let part = 0; part < 50; part += 1) {
      socket.write(`${part} `);
    }
    socket.end();
    await expect(received).resolves.toBe(Array.from({ length: 50 }, (_, part) => `${part} `).join(''));
  });

  it('takes its time for each way', async () => {
    const socket = connect(network.port, '127.0.0.1');
    await once(socket, 'connect');
    const asked = performance.now();
    socket.write('hello');
    await once(socket, 'data');
    // A timer may go off a fraction of a millisecond before its time by this clock.
    expect(performance.now() - asked).toBeGreaterThanOrEqual(2 * oneWayMillis - 2);
    socket.end();
  });
});
