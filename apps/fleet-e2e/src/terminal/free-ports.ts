import { once } from 'node:events';
import { createServer } from 'node:net';

/** Two ports that nobody listens on: a device keeps its cloud's, so that this has to come back on the same. */
export async function freePorts(): Promise<[number, number]> {
  return [await freePort(), await freePort()];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('the server listened on no port');
  }
  return address.port;
}
