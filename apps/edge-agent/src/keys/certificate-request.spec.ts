import 'reflect-metadata';
import { createPublicKey, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { createCertificateRequest } from './certificate-request';
import { generateDeviceKey } from './device-key';

x509.cryptoProvider.set(webcrypto);

describe('the certificate signing request', () => {
  it('is signed by the key that it is for, and by no other', async () => {
    const request = new x509.Pkcs10CertificateRequest(
      createCertificateRequest(generateDeviceKey(), 'device-1'),
    );
    expect(await request.verify()).toBe(true);

    const tampered = Buffer.from(request.rawData);
    tampered.writeUInt8(tampered.readUInt8(tampered.length - 1) ^ 1, tampered.length - 1);
    expect(await new x509.Pkcs10CertificateRequest(tampered).verify().catch(() => false)).toBe(false);
  });

  it('carries the P-256 key of the device and its serial number', () => {
    const privateKey = generateDeviceKey();
    const request = new x509.Pkcs10CertificateRequest(createCertificateRequest(privateKey, 'device-1'));
    const ours = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    expect(Buffer.from(request.publicKey.rawData)).toEqual(ours);
    expect(request.subject).toBe('CN=device-1');
    expect(createPublicKey(privateKey).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('leaves out a serial number that is longer than a common name may be', () => {
    const request = new x509.Pkcs10CertificateRequest(
      createCertificateRequest(generateDeviceKey(), 'x'.repeat(128)),
    );
    expect(request.subject).toBe('');
  });

  it('stays within the 4,096 characters that AWS IoT takes', () => {
    expect(createCertificateRequest(generateDeviceKey(), 'x'.repeat(64)).length).toBeLessThan(4096);
  });
});
