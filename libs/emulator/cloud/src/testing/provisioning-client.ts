import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IoT } from '@aws-sdk/client-iot';
import { connectAsync } from 'mqtt';
import type { MqttClient } from 'mqtt';
import * as z from 'zod';
import type { TestCloud } from './test-cloud';

const issued = z.object({ certificateId: z.string(), certificateOwnershipToken: z.string() });
const registered = z.object({ thingName: z.string() });

/** A device's way into the registry: a claim of the template, a certificate, and a thing for it. */
export async function provisionDevice(
  cloud: TestCloud,
  iot: IoT,
  templateName: string,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly thingName: string; readonly certificateId: string }> {
  const { certificatePem = '', keyPair } = await iot.createProvisioningClaim({ templateName });
  const { mqtt, rootCa } = cloud.endpoints;
  const client = await connectAsync({
    protocol: 'mqtts',
    ...mqtt,
    ca: readFileSync(rootCa, 'utf8'),
    cert: certificatePem,
    key: keyPair?.PrivateKey ?? '',
    // A client id of its own: AWS IoT takes one CONNECT of a client id in some seconds.
    clientId: randomUUID(),
    reconnectPeriod: 0,
  });
  try {
    const { certificateId, certificateOwnershipToken } = issued.parse(
      await ask(client, '$aws/certificates/create/json', {}),
    );
    const topic = `$aws/provisioning-templates/${templateName}/provision/json`;
    const answer = await ask(client, topic, { certificateOwnershipToken, parameters });
    return { thingName: registered.parse(answer).thingName, certificateId };
  } finally {
    await client.endAsync(true);
  }
}

/** @throws Error with the text of a rejection */
async function ask(client: MqttClient, topic: string, request: object): Promise<unknown> {
  await client.subscribeAsync([`${topic}/accepted`, `${topic}/rejected`], { qos: 1 });
  const answered = new Promise<readonly [topic: string, text: string]>((resolve) => {
    client.once('message', (answerTopic, payload) => resolve([answerTopic, payload.toString()]));
  });
  await client.publishAsync(topic, JSON.stringify(request), { qos: 1 });
  const [answerTopic, text] = await answered;
  if (answerTopic.endsWith('/rejected')) {
    throw new Error(text);
  }
  return JSON.parse(text);
}
