import type { TLSSocket } from 'node:tls';
import type { Aedes } from 'aedes';
import { deliverBy } from '../deliver/aedes-deliveries';
import type { OutboxOptions } from '../deliver/outbox';
import { Outbox } from '../deliver/outbox';
import type { BrokerPorts } from '../ports';
import type { MessageIntake } from '../publish/message-intake';
import { disconnectAsAws } from './aedes-disconnect';
import { closeWithSocket } from './connection-end';
import type { TlsPeer } from './device-connection';
import { DeviceConnection } from './device-connection';
import { takeNamesLiterally } from './literal-names';

/** What all connections of a broker have in common: there are thousands, so none has a copy or a function of its own. */
export interface ConnectionParts extends OutboxOptions {
  readonly aedes: Aedes;
  readonly intake: MessageIntake;
  readonly authorize: BrokerPorts['authorize'];
}

/** Hands a TLS connection to aedes, and puts what goes to its client in our hands. */
export function openConnection(socket: TLSSocket, peer: TlsPeer, parts: ConnectionParts): DeviceConnection {
  const client = parts.aedes.handle(socket);
  takeNamesLiterally(client, 'subscriptions');
  closeWithSocket(client);
  const outbox = new Outbox(client, parts);
  const connection = new DeviceConnection(peer, client, outbox, parts.authorize, socket);
  deliverBy(outbox, client, parts.intake);
  disconnectAsAws(client);
  return connection;
}
