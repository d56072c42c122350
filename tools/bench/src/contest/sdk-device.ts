import assert from 'node:assert/strict';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { iot, iotidentity, mqtt } from 'aws-iot-device-sdk-v2';
import { readFileSync } from 'node:fs';

/**
 * What the agent's `provision` does, written as plainly as AWS's device SDK allows: it reads the same certificates
 * and makes key and request in the same way, but stores nothing, and finds its settings in its arguments, where
 * nothing needs to be parsed. MQTT 3.1.1, which is the faster of the SDK's two.
 */
interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

const given = process.argv.slice(2).values();

function nextArgument(name: string): string {
  const { value } = given.next();
  assert(value !== undefined, `The argument ${name} is missing`);
  return value;
}

const host = nextArgument('host');
const port = nextArgument('port');
const template = nextArgument('template');
const serial = nextArgument('serial');
const model = nextArgument('model');
const claimClientId = nextArgument('claim client id');
const confirmationTopic = nextArgument('confirmation topic');
const rootCaFile = nextArgument('root CA');
const claimCertificateFile = nextArgument('claim certificate');
const claimKeyFile = nextArgument('claim key');
const rootCa = readFileSync(rootCaFile, 'utf8');

async function connect(
  clientId: string,
  { certificate, privateKey }: Identity,
): Promise<mqtt.MqttClientConnection> {
  const settings = iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(certificate, privateKey)
    .with_certificate_authority(rootCa)
    .with_endpoint(host)
    .with_port(Number(port))
    .with_client_id(clientId)
    .with_clean_session(true)
    .build();
  const connection = new mqtt.MqttClient().new_connection(settings);
  await connection.connect();
  return connection;
}

async function exchangeClaim(): Promise<Identity & { readonly thingName: string }> {
  const claim = {
    certificate: readFileSync(claimCertificateFile, 'utf8'),
    privateKey: readFileSync(claimKeyFile, 'utf8'),
  };
  const connection = await connect(claimClientId, claim);
  const identityApi = iotidentity.IotIdentityClientv2.newFromMqtt311(connection, {
    maxRequestResponseSubscriptions: 4,
    maxStreamingSubscriptions: 1,
    operationTimeoutInSeconds: 30,
  });
  const privateKey = generateIdentityKey();
  const { certificatePem, certificateOwnershipToken } = await identityApi.createCertificateFromCsr({
    certificateSigningRequest: createCertificateRequest(privateKey, serial),
  });
  assert(certificatePem !== undefined, 'The answer has the certificate');
  assert(certificateOwnershipToken !== undefined, 'The answer has the token of the certificate');
  const { thingName } = await identityApi.registerThing({
    templateName: template,
    certificateOwnershipToken,
    parameters: {
      SerialNumber: serial,
      ModelType: model,
    },
  });
  assert(thingName !== undefined, 'The answer has the name of the thing');
  identityApi.close();
  await connection.disconnect();
  return { certificate: certificatePem, privateKey, thingName };
}

async function provision(): Promise<void> {
  const identity = await exchangeClaim();
  const connection = await connect(identity.thingName, identity);
  await connection.publish(confirmationTopic, '{}', mqtt.QoS.AtLeastOnce);
  await connection.disconnect();
}

provision().then(
  // The SDK's native objects would keep the process until the garbage is collected.
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
