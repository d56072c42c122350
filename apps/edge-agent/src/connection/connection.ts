import type { ProvisioningTransport } from '@fleet/provisioning-protocol';
import type { Endpoint } from '@fleet/fleet-contract';
import type { PrivateKey } from '../keys/private-key';

/** The certificate, and its key, that a connection is made with. */
export interface Credentials {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: PrivateKey;
}

export interface ConnectionRequest {
  readonly endpoint: Endpoint;
  readonly clientId: string;
  readonly rootCa: string;
  readonly credentials: Credentials;
  /**
   * Takes what is published to the device, and has the cloud keep its session for that: subscriptions, and messages
   * of QoS 1 that come while there is no connection. Without it a session starts clean and ends with its connection.
   */
  readonly takeMessage?: TakeMessage;
  /** Whether that session begins now, without what an earlier one had subscribed to, and without its messages. */
  readonly freshSession?: boolean;
}

/**
 * Takes a message, or returns false: then it is not acknowledged, stays in the session, and comes again over one of
 * the next connections than `over`.
 */
export type TakeMessage = (topic: string, payload: Uint8Array, qos: 0 | 1, over: Connection) => boolean;

/** One MQTT connection. It never reconnects by itself: the successor is a new one. */
export interface Connection extends ProvisioningTransport {
  readonly clientId: string;
  /**
   * Sends one SUBSCRIBE for all filters. At QoS 0, as answers of the provisioning API are subscribed to, nothing is
   * kept in the session: an answer that comes too late must not be taken for that to the next connection's question.
   * Rejects when the broker refuses one of them.
   */
  subscribe(topicFilters: readonly string[], options?: { readonly qos: 0 | 1 }): Promise<void>;
  /** Sends one UNSUBSCRIBE for all filters. */
  unsubscribe(topicFilters: readonly string[]): Promise<void>;
  /** Why the connection ended, or `undefined` while it lasts. */
  readonly closed: Error | undefined;
  /** How many packets of the server have come: where none does, nobody knows what has reached it. */
  readonly packetsReceived: number;
  /**
   * Holds back what is published from now on. Resolves when every QoS 1 message that is on its way has its
   * acknowledgement, or none can come any more.
   */
  drain(): Promise<void>;
  /** Ends a drain: what was held back goes out, or fails where the connection has ended. */
  resume(): void;
  /** Says goodbye and closes. Never rejects; a connection that is gone already is fine. */
  close(): Promise<void>;
  /**
   * The same for a process that ends now: resolves when the goodbye is on its way, and does not keep the process until the
   * server has closed too, a round trip later.
   */
  leave(): Promise<void>;
}

/**
 * Opens a connection; resolves once the server has accepted it.
 *
 * @throws ConnectionRefusedError, UnansweredError, UnreachableError, ServerNotTrustedError, or the signal's reason
 */
export type Connector = (request: ConnectionRequest, signal: AbortSignal) => Promise<Connection>;
