import { IoT } from '@aws-sdk/client-iot';
import { startCloud } from '@fleet/emulator-cloud';
import type { Cloud } from '@fleet/emulator-cloud';
import { connectAsync } from 'mqtt';
import * as z from 'zod';
import { parseOptions } from './options';

const rejection = z.object({ statusCode: z.number(), errorCode: z.string() });

/** The machine's time stands still, so that no rate admits more than a second has. */
describe("a cloud with AWS's quotas", () => {
  let cloud: Cloud;
  let iot: IoT;
  beforeAll(async () => {
    const options = { port: '0', mqttPort: '0', ephemeral: true, quotas: 'aws' };
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now);
    cloud = await startCloud(parseOptions(options, {}, '/'));
    const { endpoint, region, credentials } = cloud;
    iot = new IoT({ endpoint, region, credentials: { ...credentials }, maxAttempts: 1 });
  });
  afterAll(async () => {
    iot.destroy();
    await cloud.close();
    jest.restoreAllMocks();
  });

  it('throttles an operation above its rate, and no other', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 14 }, () => iot.listPolicies({})));
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(refusals).toEqual(
      Array.from({ length: 4 }, () => expect.objectContaining({ name: 'ThrottlingException' }) as object),
    );
    await expect(iot.listThings({})).resolves.toMatchObject({ things: [] });
  });

  it('rejects provisioning requests above their rate', async () => {
    const { certificateArn, certificatePem, keyPair } = await iot.createKeysAndCertificate({
      setAsActive: true,
    });
    const Statement = [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }];
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iot.createPolicy({ policyName: 'all', policyDocument });
    await iot.attachPolicy({ policyName: 'all', target: certificateArn });
    const client = await connectAsync({
      protocol: 'mqtts',
      host: cloud.mqttHost,
      port: cloud.mqttPort,
      ca: cloud.rootCa,
      cert: certificatePem ?? 'none',
      key: keyPair?.PrivateKey ?? 'none',
      clientId: 'claim:1',
    });
    const codes: string[] = [];
    await new Promise<void>((resolve) => {
      client.on('message', (_topic, payload) => {
        codes.push(rejection.parse(JSON.parse(payload.toString())).errorCode);
        if (codes.length === 14) {
          resolve();
        }
      });
      for (let count = 0; count < 14; count++) {
        client.publish('$aws/certificates/create-from-csr/json', '{}');
      }
    });
    expect(codes.sort()).toEqual([
      ...Array.from({ length: 10 }, () => 'InvalidCertificateSigningRequest'),
      ...Array.from({ length: 4 }, () => 'Throttling'),
    ]);
    await client.endAsync(true);
  });
});
