import { generateKeyPairSync } from 'node:crypto';
import { InvalidRequestException, type IoT } from '@aws-sdk/client-iot';
import {
  certificateBelongsTo,
  createCertificateRequest,
  generateIdentityKeyOf,
  keyAlgorithms,
} from '@fleet/certificate-request';
import { ResourceStack } from '@fleet/resource-stack';
import { startEmptyCloud } from '../deployment/test-cloud';

/** The device's signing requests, and the authority that AWS IoT is played by: neither shares code with the other. */
describe('a signing request of a device', () => {
  const resources = new ResourceStack();
  let iot: IoT;

  beforeAll(async () => {
    ({ iot } = await startEmptyCloud(resources));
  });

  afterAll(() => resources.dispose());

  it.each(keyAlgorithms)('for a key of %s gets a certificate for that key', async (algorithm) => {
    const privateKey = await generateIdentityKeyOf(algorithm);
    const { certificatePem = '' } = await iot.createCertificateFromCsr({
      certificateSigningRequest: createCertificateRequest(privateKey, 'sensor-1'),
    });
    expect(certificateBelongsTo(privateKey, certificatePem)).toBe(true);
  });

  it('for an RSA key of less than 2,048 bits is refused', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const refused = iot.createCertificateFromCsr({
      certificateSigningRequest: createCertificateRequest(key, 'sensor-1'),
    });
    await expect(refused).rejects.toBeInstanceOf(InvalidRequestException);
    await expect(refused).rejects.toThrow('at least 2048 bits');
  });
});
