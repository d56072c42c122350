import { once } from 'node:events';
import { iot, iotidentity, mqtt, mqtt5 } from 'aws-iot-device-sdk-v2';

/** With whom a device of AWS's SDK connects, and as whom. PEM texts. */
export interface DeviceSettings {
  readonly host: string;
  readonly port: number;
  readonly rootCa: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientId: string;
}

/** One connection of AWS's own device SDK, the same for either version of MQTT. */
export interface SdkConnection {
  readonly identity: iotidentity.IotIdentityClientv2;
  publish(topic: string, payload: string): Promise<void>;
  /** Subscribes; the promise inside is the next message on the topic. */
  subscribe(topic: string): Promise<{ next: Promise<string> }>;
  close(): Promise<void>;
}

const requestResponse = {
  maxRequestResponseSubscriptions: 6,
  maxStreamingSubscriptions: 2,
  operationTimeoutInSeconds: 30,
};

/** The broker did not let the client in; the message is the SDK's. */
export class ConnectionRefusedError extends Error {
  override readonly name = 'ConnectionRefusedError';
}

/** MQTT 3.1.1. @throws ConnectionRefusedError */
export async function connectMqtt311(settings: DeviceSettings): Promise<SdkConnection> {
  const config = iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(
    settings.certificate,
    settings.privateKey,
  )
    .with_certificate_authority(settings.rootCa)
    .with_endpoint(settings.host)
    .with_port(settings.port)
    .with_client_id(settings.clientId)
    .with_clean_session(true)
    .build();
  const connection = new mqtt.MqttClient().new_connection(config);
  await connection.connect().catch((error: unknown) => {
    throw new ConnectionRefusedError(String(error));
  });
  const identity = iotidentity.IotIdentityClientv2.newFromMqtt311(connection, requestResponse);
  return {
    identity,
    publish: async (topic, payload) => {
      await connection.publish(topic, payload, mqtt.QoS.AtLeastOnce);
    },
    subscribe: async (topic) => {
      let subscribed: Promise<unknown> | undefined;
      const next = new Promise<string>((resolve) => {
        subscribed = connection.subscribe(topic, mqtt.QoS.AtLeastOnce, (_topic, payload) =>
          resolve(Buffer.from(payload).toString()),
        );
      });
      await subscribed;
      return { next };
    },
    close: async () => {
      identity.close();
      await connection.disconnect();
    },
  };
}

/** MQTT 5. @throws ConnectionRefusedError with the reason code of the CONNACK */
export async function connectMqtt5(settings: DeviceSettings): Promise<SdkConnection> {
  const config = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromMemory(
    settings.host,
    settings.certificate,
    settings.privateKey,
  )
    .withCertificateAuthority(settings.rootCa)
    .withPort(settings.port)
    .withConnectProperties({ clientId: settings.clientId, keepAliveIntervalSeconds: 60 })
    .build();
  const client = new mqtt5.Mqtt5Client(config);
  await started(client);
  const identity = iotidentity.IotIdentityClientv2.newFromMqtt5(client, requestResponse);
  return {
    identity,
    publish: async (topicName, payload) => {
      await client.publish({ topicName, payload, qos: mqtt5.QoS.AtLeastOnce });
    },
    subscribe: async (topicFilter) => {
      const next = new Promise<string>((resolve) => {
        client.on('messageReceived', ({ message }: mqtt5.MessageReceivedEvent) => {
          // Answers of the provisioning API come through here as well.
          if (message.topicName === topicFilter) {
            resolve(textOf(message.payload));
          }
        });
      });
      await client.subscribe({ subscriptions: [{ topicFilter, qos: mqtt5.QoS.AtLeastOnce }] });
      return { next };
    },
    close: async () => {
      identity.close();
      await stopped(client);
    },
  };
}

function textOf(payload: mqtt5.Payload | undefined): string {
  return typeof payload === 'string'
    ? payload
    : payload instanceof ArrayBuffer
      ? Buffer.from(payload).toString()
      : '';
}

async function started(client: mqtt5.Mqtt5Client): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.once('connectionSuccess', () => resolve());
    client.once('connectionFailure', ({ connack }: mqtt5.ConnectionFailureEvent) => {
      const refusal = `CONNACK reason code ${connack?.reasonCode ?? 'none'}`;
      void stopped(client).then(() => reject(new ConnectionRefusedError(refusal)));
    });
    client.start();
  });
}

async function stopped(client: mqtt5.Mqtt5Client): Promise<void> {
  const end = once(client, 'stopped');
  client.stop();
  await end;
  client.close();
}
