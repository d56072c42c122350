import type { Socket } from 'node:net';
import { formatEndpoint } from '@fleet/fleet-contract';
import MqttClient from 'mqtt/lib/client';
import type { Connection, ConnectionRequest } from './connection';
import { ClosedWithoutAnswerError } from './connection-errors';
import type { ConnectProgress } from './evidence';
import { MqttConnection } from './mqtt-connection';
import type { Proxy } from './proxy';
import { addressMillis, openTls, tlsOptionsOf } from './tls-socket';

export interface MqttSettings {
  /** AWS IoT Core accepts 30 to 1,200 s. */
  readonly keepAliveSeconds: number;
  readonly connectTimeoutMillis: number;
  /** So long a PUBACK or a SUBACK may take. */
  readonly acknowledgementMillis: number;
  readonly proxy?: Proxy | undefined;
}

export const defaultMqttSettings: MqttSettings = {
  keepAliveSeconds: 60,
  connectTimeoutMillis: 20_000,
  acknowledgementMillis: 30_000,
};

/**
 * So long the cloud keeps a session that nobody is connected with: what AWS IoT Core keeps one for where its account
 * has no higher limit [guide, mqtt-persistent-sessions].
 */
const sessionSeconds = 3_600;

/** 128 KB is the largest payload of AWS IoT Core; the rest is for topic and properties. */
const largestPacketBytes = 160 * 1024;

/**
 * Opens an MQTT 5 connection over mutual TLS. Version 5 because its reason codes tell a refusal from a fault, in
 * CONNACK, PUBACK and DISCONNECT. Where somebody takes its messages, the session belongs to the client id and is kept
 * from one connection to the next, whatever their certificates: what is published while the device switches to another
 * identity, or is away, waits for it. Subscriptions are made anew all the same, as the session may have ended.
 *
 * @throws ConnectionRefusedError, UnansweredError, UnreachableError, ServerNotTrustedError, OwnKeyError, or the signal's reason
 */
export async function openMqttConnection(
  request: ConnectionRequest,
  settings: MqttSettings,
  signal: AbortSignal,
): Promise<Connection> {
  signal.throwIfAborted();
  const progress: ConnectProgress = { tcp: false, secure: false, error: undefined };
  // First of all: a key that fails leaves nothing behind.
  const tls = tlsOptionsOf(request);
  const tunnel = await tunnelTo(request, settings, progress, signal);
  const client = new MqttClient(() => openTls(tls, progress, tunnel), {
    clientId: request.clientId,
    protocolVersion: 5,
    clean: request.takeMessage === undefined || request.freshSession === true,
    keepalive: settings.keepAliveSeconds,
    connectTimeout: settings.connectTimeoutMillis,
    // A connection ends for good: who reconnects, when, and with which identity is decided above.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // The server's answers show that the connection is there, also beside messages that have none.
    reschedulePings: false,
    // The cache costs 18 MB and pays only for brokers.
    writeCache: false,
    properties: {
      maximumPacketSize: largestPacketBytes,
      sessionExpiryInterval: request.takeMessage === undefined ? 0 : sessionSeconds,
    },
  });
  const connection = new MqttConnection(client, request, settings);
  try {
    await accepted(client, progress, signal);
    return connection;
  } catch (error) {
    client.end(true);
    signal.throwIfAborted();
    throw await failureOf(request, progress, error);
  }
}

async function tunnelTo(
  { endpoint, clientId }: ConnectionRequest,
  { proxy, connectTimeoutMillis }: MqttSettings,
  progress: ConnectProgress,
  signal: AbortSignal,
): Promise<Socket | undefined> {
  try {
    if (proxy === undefined) {
      return undefined;
    }
    const { openTunnel } = await import('./tunnel');
    return await openTunnel(proxy, endpoint, { addressMillis, millis: connectTimeoutMillis }, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw await failureOf({ endpoint, clientId }, progress, error);
  }
}

/** What it takes to read the signs of a failure is loaded where there is one. */
async function failureOf(
  { endpoint, clientId }: Pick<ConnectionRequest, 'endpoint' | 'clientId'>,
  progress: ConnectProgress,
  failure: unknown,
): Promise<Error> {
  const { failedConnect } = await import('./failed-connect');
  return failedConnect(clientId, formatEndpoint(endpoint), progress, failure);
}

/** Resolves with CONNACK; rejects with the first sign that it will not come. */
function accepted(client: MqttClient, progress: ConnectProgress, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      client.off('connect', onConnect).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onClose);
      action();
    };
    const onConnect = (): void => settle(resolve);
    const onError = (error: Error): void => settle(() => reject(error));
    const onClose = (): void => settle(() => reject(progress.error ?? new ClosedWithoutAnswerError()));
    client.on('connect', onConnect).on('error', onError).on('close', onClose);
    signal.addEventListener('abort', onClose);
  });
}
