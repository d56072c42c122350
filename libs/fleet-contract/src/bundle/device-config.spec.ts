import fc from 'fast-check';

import {
  InvalidDeviceConfigError,
  parseDeviceConfig,
  parseMachineConfig,
  parseSeedConfig,
  type DeviceConfigFile,
} from './device-config';

const written: DeviceConfigFile = {
  endpoint: 'localhost:18883',
  provisioningTemplate: 'fleetprov_prod_template_CFN',
  rotationTemplate: 'fleetprov_rotation_template_CFN',
  certificates: {
    directory: 'certs',
    claimCertificate: 'bootstrap-certificate.pem.crt',
    claimPrivateKey: 'bootstrap-private.pem.key',
    rootCa: 'root.ca.pem',
  },
  rotationDays: 90,
  graceDays: 7,
  spreadDays: 3,
};

const seed = {
  SETTINGS: {
    SECURE_CERT_PATH: './certs',
    ROOT_CERT: 'root.ca.pem',
    CLAIM_CERT: 'bootstrap-certificate.pem.crt',
    SECURE_KEY: 'bootstrap-private.pem.key',
    IOT_ENDPOINT: 'a1b2-ats.iot.us-east-1.amazonaws.com',
    PRODUCTION_TEMPLATE: 'production_template',
    CERT_ROTATION_TEMPLATE: 'rotation_template',
  },
};

function pathsOf(parse: (value: unknown) => unknown, value: unknown): readonly string[] {
  try {
    parse(value);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDeviceConfigError)) {
      throw error;
    }
    return error.problems.map(({ path }) => path);
  }
}

describe('config.json', () => {
  it('is read with its endpoint taken apart', () => {
    expect(parseDeviceConfig(written)).toEqual({ ...written, endpoint: { host: 'localhost', port: 18883 } });
  });

  it('may leave the rotation to the defaults, and hold what a newer bundle adds', () => {
    const { rotationDays, graceDays, spreadDays, ...rest } = written;
    expect([rotationDays, graceDays, spreadDays]).toEqual([90, 7, 3]);
    expect(parseDeviceConfig({ ...rest, telemetry: true })).toMatchObject({
      rotationDays: 360,
      graceDays: 14,
      spreadDays: 7,
    });
    expect(parseDeviceConfig({ ...rest, telemetry: true })).not.toHaveProperty('telemetry');
  });

  it('is refused with every problem', () => {
    expect(
      pathsOf(parseDeviceConfig, {
        endpoint: 'mqtts://host',
        provisioningTemplate: 'a/b',
        certificates: { directory: '', claimCertificate: '../x', claimPrivateKey: '..', rootCa: 'a\\b' },
        rotationDays: -1,
        graceDays: 'many',
      }),
    ).toEqual([
      'endpoint',
      'provisioningTemplate',
      'rotationTemplate',
      'certificates.directory',
      'certificates.claimCertificate',
      'certificates.claimPrivateKey',
      'certificates.rootCa',
      'rotationDays',
      'graceDays',
    ]);
  });

  it('is refused by its name in one sentence a problem', () => {
    expect(() => parseDeviceConfig({ ...written, rotationDays: 0 })).toThrow(
      'config.json is not valid:\n  rotationDays: must be a whole number of days from 1 to 3650',
    );
  });
});

describe('machine_config.json', () => {
  it('says who the device is', () => {
    expect(parseMachineConfig({ serial_num: 'sensor-1', model_type: 'sensor', note: 'x' })).toEqual({
      serial_num: 'sensor-1',
      model_type: 'sensor',
    });
  });

  it('is refused without its serial or model', () => {
    expect(pathsOf(parseMachineConfig, { serial_num: 12 })).toEqual(['serial_num', 'model_type']);
  });
});

describe("the seed's config.ini", () => {
  it('is read into the same configuration', () => {
    expect(parseSeedConfig(seed)).toEqual({
      endpoint: { host: 'a1b2-ats.iot.us-east-1.amazonaws.com', port: 8883 },
      provisioningTemplate: 'production_template',
      rotationTemplate: 'rotation_template',
      certificates: {
        directory: './certs',
        claimCertificate: 'bootstrap-certificate.pem.crt',
        claimPrivateKey: 'bootstrap-private.pem.key',
        rootCa: 'root.ca.pem',
      },
      rotationDays: 360,
      graceDays: 14,
      spreadDays: 7,
    });
  });

  it('is refused while its endpoint is the one to be filled in', () => {
    const settings = { ...seed.SETTINGS, IOT_ENDPOINT: '$ENTER_ENDPOINT_HERE' };
    expect(pathsOf(parseSeedConfig, { SETTINGS: settings })).toEqual(['SETTINGS.IOT_ENDPOINT']);
  });

  it('is refused without its section', () => {
    expect(pathsOf(parseSeedConfig, {})).toEqual(['SETTINGS']);
  });
});

it('every file is read or refused with this error, whatever is in it', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const parse of [parseDeviceConfig, parseMachineConfig, parseSeedConfig]) {
        expect(Array.isArray(pathsOf(parse, value))).toBe(true);
      }
    }),
  );
});
