import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { FaultPoints } from '@fleet/faults';
import type { BrokerRates } from './broker-rates';
import type { BrokerLimits } from './limits';
import type { BrokerMessage } from './message';
import type { BrokerLog, BrokerPorts } from './ports';
import type { OutboundMessage } from './publish/outbound-message';
import type { RetainedRepository } from './sessions/retained-repository';
import type { BrokerTiming } from './timing';
import type { ServerIdentity } from './tls/tls-listener';

export interface BrokerOptions {
  /** TCP port; 0 for any free one. */
  readonly port: number;
  readonly host: string;
  readonly tls: ServerIdentity;
  readonly ports: BrokerPorts;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: BrokerLog;
  /** Where they differ from AWS's. */
  readonly limits?: Partial<BrokerLimits>;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
  /** Everything happens at once where it is absent. */
  readonly timing?: BrokerTiming | undefined;
}

export interface ConnectedClient {
  readonly clientId: string;
  readonly certificateId: string;
  readonly sourceIp: string;
}

export interface DisconnectOptions {
  /** Its persistent session ends, too. */
  readonly cleanSession: boolean;
  readonly preventWillMessage: boolean;
}

/** AWS IoT Core's message broker. */
export interface Broker {
  readonly port: number;
  readonly retained: Pick<RetainedRepository, 'get' | 'list'>;
  /**
   * Publishes as the data plane's API does: no policy of a certificate is asked, the topic's rules are.
   * @throws MessageRefusedError when the message breaks a limit or the topic is reserved
   */
  publish(message: OutboundMessage): Promise<void>;
  /** Ends a client's connection as DeleteConnection does; false if no such client is connected. */
  disconnect(clientId: string, options: DisconnectOptions): Promise<boolean>;
  /** Clients whose CONNECT was accepted. */
  connections(): readonly ConnectedClient[];
  /** Calls back with every message, lifecycle events included. Returns unsubscribe. */
  onMessage(listener: (message: BrokerMessage) => void): () => void;
  close(): Promise<void>;
}
