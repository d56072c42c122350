import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoT } from '@aws-sdk/client-iot';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { sdkSettings, startLocalCloud, type LocalCloudProcess } from '@fleet/local-fleet';
import type { iotidentity } from 'aws-iot-device-sdk-v2';
import { workspaceRoot } from '../workspace';
import {
  ConnectionRefusedError,
  connectMqtt311,
  connectMqtt5,
  type DeviceSettings,
  type SdkConnect,
} from './device-sdk';
import { createForeignFleet, foreign } from './foreign-fleet';

interface NewIdentity {
  readonly certificate: string;
  readonly privateKey: string;
  readonly certificateId: string | undefined;
  readonly ownershipToken: string | undefined;
}

type Obtain = (identity: iotidentity.IotIdentityClientv2) => Promise<NewIdentity>;

const obtainKeysAndCertificate: Obtain = async (identity) => {
  const answer = await identity.createKeysAndCertificate({});
  const { certificatePem = '', privateKey = '', certificateId, certificateOwnershipToken } = answer;
  return {
    certificate: certificatePem,
    privateKey,
    certificateId,
    ownershipToken: certificateOwnershipToken,
  };
};

const obtainCertificateFromCsr: Obtain = async (identity) => {
  const privateKey = generateIdentityKey();
  const certificateSigningRequest = createCertificateRequest(privateKey, 'interop');
  const answer = await identity.createCertificateFromCsr({ certificateSigningRequest });
  const { certificatePem = '', certificateId, certificateOwnershipToken } = answer;
  return {
    certificate: certificatePem,
    privateKey,
    certificateId,
    ownershipToken: certificateOwnershipToken,
  };
};

/** A client that nobody here wrote, against templates and policies made through the API. */
describe('the AWS IoT Device SDK', () => {
  let folder: string;
  let cloud: LocalCloudProcess;
  let iot: IoT;
  let claim: { certificate: string; privateKey: string };
  let next = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interop-'));
    cloud = await startLocalCloud({
      workspaceRoot,
      dataDirectory: join(folder, 'cloud'),
      port: 0,
      mqttPort: 0,
    });
    iot = new IoT(sdkSettings(cloud.endpoints));
    claim = await createForeignFleet(cloud);
  });

  afterAll(async () => {
    iot.destroy();
    await cloud.process.stop();
    await rm(folder, { recursive: true });
  });

  const settings = (
    clientId: string,
    identity: { certificate: string; privateKey: string },
  ): DeviceSettings => ({
    ...cloud.endpoints.mqtt,
    rootCa: cloud.rootCa,
    certificate: identity.certificate,
    privateKey: identity.privateKey,
    clientId,
  });

  describe.each<[string, SdkConnect]>([
    ['MQTT 3.1.1', connectMqtt311],
    ['MQTT 5', connectMqtt5],
  ])('over %s', (_version, connect) => {
    it.each<[string, Obtain]>([
      ['CreateKeysAndCertificate', obtainKeysAndCertificate],
      ['CreateCertificateFromCsr', obtainCertificateFromCsr],
    ])(
      'provisions a device with %s, which then talks with its own certificate',
      async (_operation, obtain) => {
        const serial = `interop-${++next}`;
        const claimed = await connect(settings(`claim-${serial}`, claim));
        const identity = await obtain(claimed.identity);
        const registered = await claimed.identity.registerThing({
          templateName: foreign.template,
          certificateOwnershipToken: identity.ownershipToken ?? '',
          parameters: { SerialNumber: serial },
        });
        await claimed.close();
        expect(registered).toEqual({
          thingName: serial,
          deviceConfiguration: { FallbackUrl: 'https://example.com' },
        });

        const { principals } = await iot.listThingPrincipals({ thingName: serial });
        expect(principals).toEqual([expect.stringContaining(`cert/${identity.certificateId ?? ''}`)]);
        const { certificateDescription } = await iot.describeCertificate({
          certificateId: identity.certificateId,
        });
        expect(certificateDescription?.status).toBe('ACTIVE');

        const device = await connect(settings(serial, identity));
        const { next: message } = await device.subscribe(`dt/${serial}/echo`);
        await device.publish(`dt/${serial}/echo`, 'hello');
        await expect(message).resolves.toBe('hello');
        await device.close();
      },
    );

    it('reads a refusal as the service error that AWS would send', async () => {
      const claimed = await connect(settings(`claim-${++next}`, claim));
      const request = { templateName: foreign.template, certificateOwnershipToken: 'forged', parameters: {} };
      await expect(claimed.identity.registerThing(request)).rejects.toMatchObject({
        modeledError: { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' },
      });
      await claimed.close();
    });

    it('is refused under a client id that the policy does not allow', async () => {
      await expect(connect(settings(`other-${++next}`, claim))).rejects.toThrow(ConnectionRefusedError);
    });
  });
});
