import fc from 'fast-check';

import type { Problem } from '../configuration/problems';
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

function problemsOf(parse: (value: unknown) => unknown, value: unknown): readonly Problem[] {
  try {
    parse(value);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDeviceConfigError)) {
      throw error;
    }
    return error.problems;
  }
}

const pathsOf = (parse: (value: unknown) => unknown, value: unknown) =>
  problemsOf(parse, value).map(({ path }) => path);

/** What each file says of itself when a value in it is not of the kind that it has to be. */
const demands = {
  endpoint: 'must be a host name, or host:port',
  template: 'must be the name of a provisioning template: 1 to 36 of a-z, A-Z, 0-9, "_" and "-"',
  path: 'must be a path of 1 to 4096 characters',
  file: 'must be a file name without folders',
  text: 'must be a string of at most 200 characters',
  object: 'must be an object',
};

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

  it('is refused with what each of its values must be', () => {
    const certificates = { directory: 1, claimCertificate: 2, claimPrivateKey: 3, rootCa: 4 };
    const all = {
      endpoint: 5,
      provisioningTemplate: 6,
      rotationTemplate: 7,
      certificates,
      graceDays: 0,
      spreadDays: 366,
    };
    expect(problemsOf(parseDeviceConfig, all)).toEqual([
      { path: 'endpoint', message: demands.endpoint },
      { path: 'provisioningTemplate', message: demands.template },
      { path: 'rotationTemplate', message: demands.template },
      { path: 'certificates.directory', message: demands.path },
      { path: 'certificates.claimCertificate', message: demands.file },
      { path: 'certificates.claimPrivateKey', message: demands.file },
      { path: 'certificates.rootCa', message: demands.file },
      { path: 'graceDays', message: 'must be a whole number of days from 1 to 365' },
      { path: 'spreadDays', message: 'must be a whole number of days from 0 to 365' },
    ]);
    expect(problemsOf(parseDeviceConfig, { ...written, certificates: 'certs' })).toEqual([
      { path: 'certificates', message: demands.object },
    ]);
    expect(problemsOf(parseDeviceConfig, [])).toEqual([{ path: '', message: demands.object }]);
  });

  it('is refused with what is wrong in the endpoint', () => {
    expect(problemsOf(parseDeviceConfig, { ...written, endpoint: 'host:0' })).toEqual([
      { path: 'endpoint', message: expect.stringContaining('The endpoint "host:0" is not legal') },
    ]);
  });

  it.each(['_', 'a-Z_0', 'a'.repeat(36)])('takes the name of a template: %s', (rotationTemplate) => {
    expect(parseDeviceConfig({ ...written, rotationTemplate })).toMatchObject({ rotationTemplate });
  });

  it.each(['', 'a'.repeat(37), '/a', 'a/', 'a b', 'ä'])('takes no template with the name %j', (name) => {
    expect(problemsOf(parseDeviceConfig, { ...written, rotationTemplate: name })).toEqual([
      { path: 'rotationTemplate', message: demands.template },
    ]);
  });

  it.each(['.hidden', '...', '..a', 'a..', 'root ca.pem', 'a'.repeat(255)])(
    'takes the file name %s',
    (rootCa) => {
      const certificates = { ...written.certificates, rootCa };
      expect(parseDeviceConfig({ ...written, certificates })).toMatchObject({ certificates });
    },
  );

  it.each(['', '.', '..', '/a', 'a/', 'a/b', 'a\\b', 'a\0', 'a'.repeat(256)])(
    'takes no file with the name %j',
    (rootCa) => {
      expect(
        problemsOf(parseDeviceConfig, { ...written, certificates: { ...written.certificates, rootCa } }),
      ).toEqual([{ path: 'certificates.rootCa', message: demands.file }]);
    },
  );

  it('takes a folder with a path that the file system takes', () => {
    const inFolder = (directory: string) => ({
      ...written,
      certificates: { ...written.certificates, directory },
    });
    for (const directory of ['/', '../certs', 'a'.repeat(4096)]) {
      expect(pathsOf(parseDeviceConfig, inFolder(directory))).toEqual([]);
    }
    for (const directory of ['', 'a\0b', 'a'.repeat(4097)]) {
      expect(problemsOf(parseDeviceConfig, inFolder(directory))).toEqual([
        { path: 'certificates.directory', message: demands.path },
      ]);
    }
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

  it('may say where the voucher of its device is', () => {
    const machine = { serial_num: 'env:SERIAL', model_type: 'sensor', voucher: 'file:/factory/voucher' };
    expect(parseMachineConfig(machine)).toEqual(machine);
    expect(problemsOf(parseMachineConfig, { ...machine, voucher: 7 })).toEqual([
      { path: 'voucher', message: demands.text },
    ]);
  });

  it('may say what becomes of the claim', () => {
    const machine = { serial_num: 'sensor-1', model_type: 'sensor' };
    for (const claim of ['keep', 'remove-after-proof']) {
      expect(parseMachineConfig({ ...machine, claim })).toEqual({ ...machine, claim });
    }
    expect(problemsOf(parseMachineConfig, { ...machine, claim: 'remove' })).toEqual([
      { path: 'claim', message: 'must be "keep" or "remove-after-proof"' },
    ]);
  });

  it('is refused without its serial or model', () => {
    expect(problemsOf(parseMachineConfig, { serial_num: 12 })).toEqual([
      { path: 'serial_num', message: demands.text },
      { path: 'model_type', message: demands.text },
    ]);
    expect(() => parseMachineConfig(null)).toThrow('machine_config.json is not valid:\n  must be an object');
  });

  it('has what the device says of itself, as strings', () => {
    const machine = { serial_num: 'sensor-1', model_type: 'sensor', parameters: { Site: 'hall-2' } };
    expect(parseMachineConfig(machine)).toEqual(machine);
    for (const [parameters, path] of [
      [['hall-2'], 'parameters'],
      [{ Site: 2 }, 'parameters.Site'],
      [Object.fromEntries(Array.from({ length: 21 }, (_, each) => [`P${each}`, 'x'])), 'parameters'],
    ] as const) {
      const problems = problemsOf(parseMachineConfig, { ...machine, parameters });
      expect(problems).toEqual([expect.objectContaining({ path })]);
    }
  });

  it('has no text that would fill a log', () => {
    const machine = { serial_num: 's'.repeat(200), model_type: 'm'.repeat(200) };
    expect(parseMachineConfig(machine)).toEqual(machine);
    expect(problemsOf(parseMachineConfig, { ...machine, model_type: 'm'.repeat(201) })).toEqual([
      { path: 'model_type', message: demands.text },
    ]);
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
    expect(problemsOf(parseSeedConfig, { SETTINGS: 1 })).toEqual([
      { path: 'SETTINGS', message: 'must be a section with the settings of the device' },
    ]);
    expect(() => parseSeedConfig(undefined)).toThrow(
      'config.ini is not valid:\n  must have a section [SETTINGS]',
    );
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
