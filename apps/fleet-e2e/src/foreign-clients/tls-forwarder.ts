import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ResourceStack } from '@fleet/resource-stack';
import type { TestCloud } from '../deployment/test-cloud';
import type { ClientFiles } from './client-certificate';

/**
 * Forwards a TCP port of this machine to the broker, with TLS and a client certificate, for clients that have neither.
 * @returns the port
 */
export async function forwardWithTls({ cloud, resources }: TestCloud, files: ClientFiles): Promise<number> {
  const { host, port } = cloud.endpoints.mqtt;
  const identity = {
    ca: readFileSync(files.rootCa),
    cert: readFileSync(files.certificate),
    key: readFileSync(files.privateKey),
  };
  const server = createServer((client) => {
    const broker = connect({ host, port, servername: host, ...identity });
    join(client, broker);
    join(broker, client);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await listen(server, resources, sockets);
  return portOf(server.address());
}

/** What one side sends goes to the other. The end of one, of whatever kind, is the end of both. */
function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on('close', () => to.destroySoon());
  from.on('error', () => to.destroy());
}

async function listen(
  server: ReturnType<typeof createServer>,
  resources: ResourceStack,
  sockets: ReadonlySet<Socket>,
): Promise<void> {
  resources.defer(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('the forwarder listens at no TCP port');
  }
  return address.port;
}
