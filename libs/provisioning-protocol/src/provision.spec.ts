import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { CertificateAuthority, createDeviceKey } from '../testing/certificate-authority';
import type { DeviceKey } from '../testing/certificate-authority';
import { ProvisioningService } from '../testing/provisioning-service';
import { ScriptedTransport } from '../testing/scripted-transport';
import {
  ConnectionLostError,
  InvalidRequestError,
  KeyMismatchError,
  MalformedAnswerError,
  ProvisioningAbortedError,
  RequestRejectedError,
  TransportError,
} from './errors';
import { provision } from './provision';
import type { ProvisionOptions } from './provision';

let authority: CertificateAuthority;
let device: DeviceKey;
let stranger: DeviceKey;
let service: ProvisioningService;
let transport: ScriptedTransport;
let options: ProvisionOptions;

beforeAll(async () => {
  authority = await CertificateAuthority.create();
  [device, stranger] = await Promise.all([createDeviceKey(), createDeviceKey()]);
});

beforeEach(() => {
  service = new ProvisioningService(authority);
  transport = new ScriptedTransport(service);
  options = {
    templateName: 'fleet',
    parameters: { SerialNumber: 'pump' },
    keys: { from: 'device', csr: device.csr, key: device.privateKey },
  };
});

afterEach(() => {
  expect(transport.listeners).toBe(0);
});

describe.each(['json', 'cbor'] as const)('provisioning in %s', (format) => {
  it('ends with a certificate over our own key', async () => {
    const identity = await provision(transport, { ...options, format });
    expect(identity).toMatchObject({ thingName: 'pump', deviceConfiguration: { region: 'here' } });
    expect(identity).not.toHaveProperty('privateKey');
    const certificate = new X509Certificate(identity.certificatePem);
    expect(certificate.checkPrivateKey(createPrivateKey(device.privateKey))).toBe(true);
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(identity.certificateId);
  });

  it('ends with a key from the cloud that fits the certificate', async () => {
    const identity = await provision(transport, { ...options, format, keys: { from: 'cloud' } });
    const certificate = new X509Certificate(identity.certificatePem);
    expect(certificate.checkPrivateKey(createPrivateKey(identity.privateKey ?? ''))).toBe(true);
  });

  it('makes one SUBSCRIBE and two PUBLISH', async () => {
    await provision(transport, { ...options, format });
    const create = `$aws/certificates/create-from-csr/${format}`;
    const register = `$aws/provisioning-templates/fleet/provision/${format}`;
    expect(transport.packets).toEqual([
      `SUBSCRIBE ${create}/accepted ${create}/rejected ${register}/accepted ${register}/rejected`,
      `PUBLISH ${create}`,
      `PUBLISH ${register}`,
    ]);
  });
});

describe('our key', () => {
  it('may be a key object, or only its public half', async () => {
    for (const key of [createPrivateKey(device.privateKey), createPublicKey(device.privateKey)]) {
      const fresh = new ScriptedTransport(service);
      await expect(
        provision(fresh, { ...options, keys: { from: 'device', csr: device.csr, key } }),
      ).resolves.toBeDefined();
    }
  });

  it('is required to be the one in the certificate, or nothing is persisted or registered', async () => {
    const onCertificate = jest.fn();
    const keys = { from: 'device', csr: stranger.csr, key: device.privateKey } as const;
    await expect(provision(transport, { ...options, keys, onCertificate })).rejects.toBeInstanceOf(
      KeyMismatchError,
    );
    expect(onCertificate).not.toHaveBeenCalled();
    expect(service.requests.map(({ topic }) => topic.operation)).toEqual(['CreateCertificateFromCsr']);
  });

  it('is refused before anything is sent when it is none', async () => {
    const keys = { from: 'device', csr: device.csr, key: 'no key' } as const;
    await expect(provision(transport, { ...options, keys })).rejects.toBeInstanceOf(InvalidRequestError);
    expect(transport.packets).toEqual([]);
  });
});

describe('our key that is made on the way', () => {
  const make = () => ({ csr: device.csr, key: device.privateKey });

  it('is made while the SUBACK is under way', async () => {
    const packets: string[][] = [];
    const keys = {
      from: 'device',
      make: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        packets.push([...transport.packets]);
        return make();
      },
    } as const;
    await expect(provision(transport, { ...options, keys })).resolves.toMatchObject({ thingName: 'pump' });
    expect(packets).toEqual([[expect.stringMatching(/^SUBSCRIBE /)]]);
    expect(transport.packets).toHaveLength(3);
  });

  it('ends the exchange with its own error when it cannot be made', async () => {
    const full = new Error('no space left on device');
    const keys = { from: 'device', make: () => Promise.reject(full) } as const;
    await expect(provision(transport, { ...options, keys })).rejects.toBe(full);
    expect(transport.published).toHaveLength(0);
  });

  it('is not asked for when the subscription is refused, or the connection lost meanwhile', async () => {
    const refused = new ScriptedTransport();
    refused.subscribeFails = new Error('SUBACK 128');
    const keys = { from: 'device', make } as const;
    await expect(provision(refused, { ...options, keys })).rejects.toBeInstanceOf(TransportError);
    const lost = () => {
      transport.close(new Error('keepalive timeout'));
      return make();
    };
    await expect(
      provision(transport, { ...options, keys: { from: 'device', make: lost } }),
    ).rejects.toBeInstanceOf(ConnectionLostError);
    expect([...refused.published, ...transport.published]).toEqual([]);
  });

  it('is not made any more after the caller gave up', async () => {
    const unused = jest.fn(make);
    const keys = { from: 'device', make: unused } as const;
    const exchange = provision(transport, { ...options, keys, signal: AbortSignal.abort() });
    await expect(exchange).rejects.toBeInstanceOf(ProvisioningAbortedError);
    expect(unused).not.toHaveBeenCalled();
    expect(transport.packets).toEqual([]);
  });
});

describe('the certificate', () => {
  it('is persisted before the thing is registered', async () => {
    const seen: string[] = [];
    await provision(transport, {
      ...options,
      onCertificate: async (certificate) => {
        await new Promise((resolve) => setImmediate(resolve));
        expect(certificate.certificateOwnershipToken).toMatch(/^token-/);
        seen.push(...service.requests.map(({ topic }) => topic.operation));
      },
    });
    expect(seen).toEqual(['CreateCertificateFromCsr']);
  });

  it('is not registered when it could not be persisted; the error is the one of the caller', async () => {
    const full = new Error('no space left on device');
    const onCertificate = () => Promise.reject(full);
    await expect(provision(transport, { ...options, onCertificate })).rejects.toBe(full);
    expect(service.requests).toHaveLength(1);
  });

  it('is called malformed when it is none', async () => {
    const scripted = new ScriptedTransport();
    const asked = provision(scripted, options);
    const answer = { certificateId: 'a'.repeat(64), certificatePem: 'no', certificateOwnershipToken: 't' };
    await scripted.requests(1);
    scripted.deliver('$aws/certificates/create-from-csr/json/accepted', JSON.stringify(answer));
    await expect(asked).rejects.toBeInstanceOf(MalformedAnswerError);
    expect(scripted.listeners).toBe(0);
  });
});

describe('a refusal', () => {
  it('of the hook comes as a retryable rejection of RegisterThing', async () => {
    service.refusals.set('RegisterThing', { statusCode: 403, errorCode: 'AccessDenied', errorMessage: 'no' });
    const failure = provision(transport, options);
    await expect(failure).rejects.toBeInstanceOf(RequestRejectedError);
    await expect(failure).rejects.toMatchObject({
      operation: 'RegisterThing',
      statusCode: 403,
      retryable: true,
    });
  });

  it('of the certificate ends it before the thing', async () => {
    service.refusals.set('CreateCertificateFromCsr', {
      statusCode: 400,
      errorCode: 'InvalidCsr',
      errorMessage: 'no',
    });
    await expect(provision(transport, options)).rejects.toMatchObject({ retryable: false });
    expect(service.requests).toHaveLength(1);
  });

  it('of the template name comes before anything is sent', async () => {
    await expect(provision(transport, { ...options, templateName: '#' })).rejects.toBeInstanceOf(
      InvalidRequestError,
    );
    expect(transport.packets).toEqual([]);
  });
});
