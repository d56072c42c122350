import { mqtt_request_response } from 'aws-iot-device-sdk-v2';
import type { SdkConnection } from './device-sdk';
import { connectMqtt311, connectMqtt5 } from './device-sdk';
import type { AnswerMessage, CallFailure, CallMessage, DeviceCalls } from './sdk-device-calls';

/**
 * A device with AWS's SDK, as a process: it does what its parent asks, one call after the other, and ends with
 * the channel to it. A process, because the SDK's native objects live until the garbage is collected, and keep
 * Node alive as long.
 */
let connection: SdkConnection | undefined;

function connected(): SdkConnection {
  if (!connection) {
    throw new Error('The device is not connected.');
  }
  return connection;
}

const calls: DeviceCalls = {
  connect: async (version, settings) => {
    connection = await (version === 'MQTT 5' ? connectMqtt5 : connectMqtt311)(settings);
  },
  createKeysAndCertificate: () => connected().identity.createKeysAndCertificate({}),
  createCertificateFromCsr: (request) => connected().identity.createCertificateFromCsr(request),
  registerThing: (request) => connected().identity.registerThing(request),
  echo: async (topic, payload) => {
    const { next } = await connected().subscribe(topic);
    await connected().publish(topic, payload);
    return next;
  },
};

async function perform({ method, args }: CallMessage): Promise<AnswerMessage> {
  const call = calls[method] as (...given: readonly unknown[]) => Promise<unknown>;
  try {
    return { result: (await call(...args)) ?? null };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function failureOf(error: unknown): CallFailure {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error) };
  }
  const { name, message } = error;
  const modeledError: unknown =
    error instanceof mqtt_request_response.ServiceError ? error.modeledError : undefined;
  return { name, message, modeledError };
}

process.on('message', (message: CallMessage) => {
  void perform(message).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => {
  void (connection?.close() ?? Promise.resolve()).finally(() => process.exit(0));
});
