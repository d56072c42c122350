import type { TLSSocket } from 'node:tls';
import type { Clock } from '@fleet/emulator-clock';
import type { FaultPoints } from '@fleet/faults';
import type { Aedes } from 'aedes';
import { deliverBy } from '../deliver/aedes-deliveries';
import { Outbox } from '../deliver/outbox';
import { grantedQos } from '../deliver/receive-gate';
import type { BrokerLimits } from '../limits';
import type { BrokerLog, BrokerPorts } from '../ports';
import type { Storage } from '../sessions/storage';
import { disconnectAsAws } from './aedes-disconnect';
import type { TlsPeer } from './device-connection';
import { DeviceConnection } from './device-connection';
import type { FailureGuard } from './failure-guard';
import { takeNamesLiterally } from './literal-names';

export interface ConnectionParts {
  readonly aedes: Aedes;
  readonly storage: Pick<Storage, 'sessions' | 'shared' | 'intake'>;
  readonly authorize: BrokerPorts['authorize'];
  readonly failures: FailureGuard;
  readonly clock: Clock;
  readonly limits: BrokerLimits;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
}

/** Hands a TLS connection to aedes, and puts what goes to its client in our hands. */
export function openConnection(socket: TLSSocket, peer: TlsPeer, parts: ConnectionParts): DeviceConnection {
  const { aedes, authorize, failures } = parts;
  const { sessions, shared, intake } = parts.storage;
  const client = aedes.handle(socket);
  takeNamesLiterally(client, 'subscriptions');
  const clientId = (): string => client.id;
  const outbox: Outbox = new Outbox({
    ...parts,
    client,
    grantedQos: (topic) => grantedQos(topic, connection),
    backlogs: [sessions.backlogOf(clientId), shared.backlogOf(clientId, () => outbox)],
    attempt: (work) => failures.run(connection, work),
  });
  const connection = new DeviceConnection(peer, client, outbox, authorize, socket);
  deliverBy(outbox, client, (payload, id) => intake.isStored(payload, id));
  disconnectAsAws(client);
  return connection;
}
