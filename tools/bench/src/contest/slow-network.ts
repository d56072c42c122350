import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on which everything takes as long as on a network. */
export interface SlowNetwork {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Relays connections to a port of this machine and holds back what goes either way. What is not delayed is the
 * opening of a connection, which the relay accepts itself.
 * @param oneWayMillis half of a round trip
 */
export async function openSlowNetwork(target: number, oneWayMillis: number): Promise<SlowNetwork> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      relay(from, to, oneWayMillis);
      from.once('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { port: portOf(server.address()), close: () => closed(server, sockets) };
}

/** Timers of the same length go off in the order in which they were set, so that no byte overtakes another. */
function relay(from: Socket, to: Socket, millis: number): void {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), millis));
  from.on('end', () => setTimeout(() => to.end(), millis));
  from.on('error', () => to.destroy());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The relay has no TCP port.');
  }
  return address.port;
}

function closed(server: ReturnType<typeof createServer>, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) {
    socket.destroy();
  }
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
