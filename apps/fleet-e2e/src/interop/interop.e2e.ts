import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoT } from '@aws-sdk/client-iot';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { sdkSettings, startLocalCloud, type LocalCloudProcess } from '@fleet/local-fleet';
import { workspaceRoot } from '../workspace';
import { createForeignFleet, foreign } from './foreign-fleet';
import { SdkDevice, buildSdkDevice } from './sdk-device-process';

interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

interface NewIdentity extends Identity {
  readonly certificateId: string;
  readonly ownershipToken: string;
}

type Obtain = (device: SdkDevice) => Promise<NewIdentity>;

const obtainKeysAndCertificate: Obtain = async (device) => {
  const answer = await device.call('createKeysAndCertificate');
  const { certificatePem = '', privateKey = '', certificateId = '', certificateOwnershipToken = '' } = answer;
  return {
    certificate: certificatePem,
    privateKey,
    certificateId,
    ownershipToken: certificateOwnershipToken,
  };
};

const obtainCertificateFromCsr: Obtain = async (device) => {
  const privateKey = generateIdentityKey();
  const certificateSigningRequest = createCertificateRequest(privateKey, 'interop');
  const answer = await device.call('createCertificateFromCsr', { certificateSigningRequest });
  const { certificatePem = '', certificateId = '', certificateOwnershipToken = '' } = answer;
  return {
    certificate: certificatePem,
    privateKey,
    certificateId,
    ownershipToken: certificateOwnershipToken,
  };
};

/** A client that nobody here wrote, against templates and policies made through the API. */
describe('the AWS IoT Device SDK', () => {
  const devices: SdkDevice[] = [];
  let folder: string;
  let cloud: LocalCloudProcess;
  let iot: IoT;
  let claim: Identity;
  let count = 0;

  beforeAll(async () => {
    buildSdkDevice();
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

  afterEach(() => Promise.all(devices.splice(0).map((device) => device.stop())));

  afterAll(async () => {
    iot.destroy();
    await cloud.process.stop();
    await rm(folder, { recursive: true });
  });

  describe.each(['MQTT 3.1.1', 'MQTT 5'] as const)('over %s', (version) => {
    async function connect(clientId: string, { certificate, privateKey }: Identity): Promise<SdkDevice> {
      const device = new SdkDevice();
      devices.push(device);
      const { host, port } = cloud.endpoints.mqtt;
      const settings = { host, port, rootCa: cloud.rootCa, certificate, privateKey, clientId };
      await device.call('connect', version, settings);
      return device;
    }

    it.each<[string, Obtain]>([
      ['CreateKeysAndCertificate', obtainKeysAndCertificate],
      ['CreateCertificateFromCsr', obtainCertificateFromCsr],
    ])(
      'provisions a device with %s, which then talks with its own certificate',
      async (_operation, obtain) => {
        const serial = `interop-${++count}`;
        const unprovisioned = await connect(`claim-${serial}`, claim);
        const identity = await obtain(unprovisioned);
        const registered = await unprovisioned.call('registerThing', {
          templateName: foreign.template,
          certificateOwnershipToken: identity.ownershipToken,
          parameters: { SerialNumber: serial },
        });
        expect(registered).toEqual({
          thingName: serial,
          deviceConfiguration: { FallbackUrl: 'https://example.com' },
        });

        const { certificateId } = identity;
        const { principals } = await iot.listThingPrincipals({ thingName: serial });
        expect(principals).toEqual([expect.stringContaining(`cert/${certificateId}`)]);
        const { certificateDescription } = await iot.describeCertificate({ certificateId });
        expect(certificateDescription?.status).toBe('ACTIVE');

        const provisioned = await connect(serial, identity);
        await expect(provisioned.call('echo', `dt/${serial}/echo`, 'hello')).resolves.toBe('hello');
      },
    );

    it('reads a refusal as the service error that AWS would send', async () => {
      const device = await connect(`claim-${++count}`, claim);
      const request = {
        templateName: foreign.template,
        certificateOwnershipToken: 'forged',
        parameters: { SerialNumber: 'forger' },
      };
      await expect(device.call('registerThing', request)).rejects.toMatchObject({
        modeledError: { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' },
      });
    });

    it('is refused under a client id that the policy does not allow', async () => {
      await expect(connect(`other-${++count}`, claim)).rejects.toThrow('ConnectionRefusedError');
    });
  });
});
