import type { IoT } from '@aws-sdk/client-iot';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { eventually } from '@fleet/eventually';
import type { LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { startEmptyCloud } from '../deployment/test-cloud';
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

/** A refused connection: nothing, for `eventually` to try again. @throws any other error */
function refused(error: unknown): undefined {
  if (error instanceof Error && error.message.includes('ConnectionRefusedError')) {
    return undefined;
  }
  throw error;
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
  let devices = new ResourceStack();
  const resources = new ResourceStack();
  let cloud: LocalCloudProcess;
  let iot: IoT;
  let claim: Identity;
  let count = 0;

  beforeAll(async () => {
    buildSdkDevice();
    ({ cloud, iot } = await startEmptyCloud(resources));
    claim = await createForeignFleet(cloud);
  });

  afterEach(async () => {
    await devices.dispose();
    devices = new ResourceStack();
  });

  afterAll(() => resources.dispose());

  describe.each(['MQTT 3.1.1', 'MQTT 5'] as const)('over %s', (version) => {
    async function connect(clientId: string, { certificate, privateKey }: Identity): Promise<SdkDevice> {
      const device = new SdkDevice(devices);
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

        // AWS IoT lets it in when its policy is in effect.
        const provisioned = await eventually(`connection of ${serial}`, () =>
          connect(serial, identity).catch(refused),
        );
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
