import type { LocalCloudProcess } from '@fleet/local-fleet';
import { connect, type MqttClient } from 'mqtt';
import * as z from 'zod';
import type { Identity } from '../devices/identity';
import { waitTimeoutMillis } from '@fleet/eventually';

/** The cloud refused; what this device then knows is the status. */
export class SeedDeviceRefusedError extends Error {
  override readonly name = 'SeedDeviceRefusedError';

  constructor(readonly statusCode: number) {
    super(`refused with status ${statusCode}`);
  }
}

/** However often it tried. */
class NeverConnectedError extends Error {
  override readonly name = 'NeverConnectedError';

  constructor(lastError: unknown) {
    super('the broker did not let the device in', { cause: lastError });
  }
}

const certificateAnswer = z.object({
  certificateId: z.string(),
  certificatePem: z.string(),
  privateKey: z.string(),
  certificateOwnershipToken: z.string(),
});

/** It takes the answer that has this key, on whatever topic it comes. */
const registrationAnswer = z.object({ deviceConfiguration: z.object({}), thingName: z.string() });
const rejection = z.object({ statusCode: z.number() });

const createTopic = '$aws/certificates/create/json';

/**
 * A device of the generation that is in the field: MQTT 3.1.1, its serial as the client id of every connection,
 * QoS 0 requests, no subscription to an accepted topic, `DeviceSerial` and no model, and never a confirmation.
 */
export class SeedDevice {
  /** What it got from the cloud: shown from then on, in place of the claim. */
  identity: (Identity & { readonly certificateId: string }) | undefined;

  constructor(
    private readonly cloud: LocalCloudProcess,
    private readonly claim: Identity,
    readonly serial: string,
  ) {}

  /** First boot: exchanges the claim. @throws SeedDeviceRefusedError */
  async provision(template: string): Promise<void> {
    await this.exchange(this.claim, template);
  }

  /** Exchanges its own certificate for a fresh one. @throws SeedDeviceRefusedError */
  async rotate(template: string): Promise<void> {
    await this.exchange(this.identity ?? this.claim, template);
  }

  /** Connects as itself and listens to its alerts. */
  async run(): Promise<MqttClient> {
    const client = await this.connect(this.identity ?? this.claim);
    await client.subscribeAsync(`cmd/${this.serial}/alerts`, { qos: 1 });
    return client;
  }

  /**
   * A second connection under one client id within a second is throttled by AWS IoT: the client library tries
   * again after its reconnect period, as client libraries do.
   */
  async connect({ certificate, privateKey }: Identity): Promise<MqttClient> {
    const client = connect({
      protocol: 'mqtts',
      ...this.cloud.endpoints.mqtt,
      ca: this.cloud.rootCa,
      cert: certificate,
      key: privateKey,
      clientId: this.serial,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 500,
      reconnectOnConnackError: true,
    });
    let lastError: unknown;
    client.on('error', (error) => (lastError = error));
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      AbortSignal.timeout(waitTimeoutMillis).addEventListener('abort', () =>
        reject(new NeverConnectedError(lastError)),
      );
    });
    return client;
  }

  private async exchange(shown: Identity, template: string): Promise<void> {
    const client = await this.connect(shown);
    try {
      const registerTopic = `$aws/provisioning-templates/${template}/provision/json`;
      await client.subscribeAsync([`${createTopic}/rejected`, `${registerTopic}/rejected`], { qos: 1 });
      const created = await ask(client, createTopic, {}, certificateAnswer);
      const { certificateOwnershipToken, certificatePem, privateKey, certificateId } = created;
      const parameters = { DeviceSerial: this.serial };
      await ask(client, registerTopic, { certificateOwnershipToken, parameters }, registrationAnswer);
      this.identity = { certificate: certificatePem, privateKey, certificateId };
    } finally {
      await client.endAsync();
    }
  }
}

/** What a message says, or that it is no JSON: thrown in the client's event it would end the tests of others. */
function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch (error) {
    return new SyntaxError(`a message is no JSON: ${payload.toString()}`, { cause: error });
  }
}

/** Publishes and takes the first message that has the shape of an answer, or of a refusal. */
function ask<Answer>(
  client: MqttClient,
  topic: string,
  request: object,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const read = (_topic: string, payload: Buffer): void => {
      const message = parsed(payload);
      if (message instanceof SyntaxError) {
        client.off('message', read);
        reject(message);
        return;
      }
      const refused = rejection.safeParse(message);
      const answered = answer.safeParse(message);
      if (!refused.success && !answered.success) {
        return;
      }
      client.off('message', read);
      if (refused.success) {
        reject(new SeedDeviceRefusedError(refused.data.statusCode));
      } else if (answered.success) {
        resolve(answered.data);
      }
    };
    client.on('message', read);
    client.publish(topic, JSON.stringify(request), { qos: 0 });
  });
}
