import { createPublicKey } from 'node:crypto';
import fs, { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from '../testing/test-authority';
import { DeviceFolderError, FileUnreadableError, readDeviceFolder } from './device-folder';

const config = {
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

describe("the device's folder", () => {
  let folder: string;
  let warnings: string[];
  let authority: TestAuthority;
  let certificate: string;
  let key: string;

  beforeAll(async () => {
    authority = await TestAuthority.create();
    ({ certificate, privateKey: key } = await authority.issue('claim'));
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'device-'));
    warnings = [];
    mkdirSync(join(folder, 'certs'));
    write('certs/root.ca.pem', authority.rootCa);
    write('certs/bootstrap-certificate.pem.crt', certificate);
    write('certs/bootstrap-private.pem.key', key);
    chmodSync(join(folder, 'certs/bootstrap-private.pem.key'), 0o600);
    write('machine_config.json', JSON.stringify({ serial_num: 'device-1', model_type: 'model-a' }));
    write('config.json', JSON.stringify(config));
  });

  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  const read = (): ReturnType<typeof readDeviceFolder> =>
    readDeviceFolder(folder, (message) => warnings.push(message));
  const readClaim = async () => (await read()).readClaim();

  it.each([undefined, 'keep'])('keeps its claim where machine_config.json says %s', async (claim) => {
    write('machine_config.json', JSON.stringify({ serial_num: 'device-1', model_type: 'model-a', claim }));
    expect((await read()).claimRemoval).toBeUndefined();
  });

  it('has its claim removed where machine_config.json says so', async () => {
    const claim = 'remove-after-proof';
    write('machine_config.json', JSON.stringify({ serial_num: 'device-1', model_type: 'model-a', claim }));
    const device = await read();
    expect(device.claimRemoval?.isDone()).toBe(false);
    expect(device.claimRemoval?.carryOut()).toBe(true);
    expect(readdirSync(join(folder, 'certs'))).toEqual(['root.ca.pem']);
    expect(device.claimRemoval?.isDone()).toBe(true);
    expect(() => device.readClaim()).toThrow(
      /This device has no claim: .*bootstrap-private\.pem\.key is not there/,
    );
  });

  it('is read as it was unzipped', async () => {
    const device = await read();
    expect(device).toMatchObject({
      serial: 'device-1',
      modelType: 'model-a',
      endpoint: { host: 'localhost', port: 18883 },
      rotationDays: 90,
      graceDays: 7,
      spreadDays: 3,
      rootCa: authority.rootCa,
      identityDirectory: join(folder, 'identity'),
    });
    expect(device.readClaim().certificate).toBe(certificate);
    expect(device.readClaim().privateKey.publicKey).toEqual(createPublicKey(key));
    expect(warnings).toEqual([]);
  });

  it("may be the seed's, with a config.ini", async () => {
    rmSync(join(folder, 'config.json'));
    write(
      'config.ini',
      [
        '[SETTINGS]',
        '# where the certificates lie',
        'SECURE_CERT_PATH = certs',
        'ROOT_CERT = root.ca.pem',
        'CLAIM_CERT = bootstrap-certificate.pem.crt',
        'SECURE_KEY = bootstrap-private.pem.key',
        'IOT_ENDPOINT = example-ats.iot.us-east-1.amazonaws.com',
        'PRODUCTION_TEMPLATE = production',
        'CERT_ROTATION_TEMPLATE = rotation',
      ].join('\n'),
    );
    const device = await read();
    expect(device).toMatchObject({
      endpoint: { host: 'example-ats.iot.us-east-1.amazonaws.com', port: 8883 },
      provisioningTemplate: 'production',
      rotationTemplate: 'rotation',
      rotationDays: 360,
    });
    expect(device.readClaim().privateKey.publicKey).toEqual(createPublicKey(key));
  });

  it('is refused while it has the placeholder for a serial number', async () => {
    write('machine_config.json', JSON.stringify({ serial_num: 'SET-SERIAL-NUMBER', model_type: 'model-a' }));
    await expect(read()).rejects.toThrow(DeviceFolderError);
    await expect(read()).rejects.toThrow(
      /machine_config\.json.*placeholder.*write the serial number of this device/,
    );
  });

  it.each(['../x', 'a/b', '+', '#', 'things', 'claim:1', '', 'x'.repeat(129), 7])(
    'is refused with the serial number %j',
    async (serial) => {
      write('machine_config.json', JSON.stringify({ serial_num: serial, model_type: 'model-a' }));
      await expect(read()).rejects.toThrow(DeviceFolderError);
    },
  );

  it('names the file, and what is wrong in it', async () => {
    write('config.json', JSON.stringify({ ...config, endpoint: 'https://example' }));
    await expect(read()).rejects.toThrow(/config\.json.*endpoint/s);
    write('config.json', '{');
    await expect(read()).rejects.toThrow(/config\.json is not JSON/);
    rmSync(join(folder, 'config.json'));
    await expect(read()).rejects.toThrow(/neither config\.json nor config\.ini.*--dir/);
  });

  it('is as good without its claim, until that is needed', async () => {
    rmSync(join(folder, 'certs/bootstrap-private.pem.key'));
    const device = await read();
    expect(() => device.readClaim()).toThrow(DeviceFolderError);
    expect(() => device.readClaim()).toThrow(/Cannot read .*bootstrap-private\.pem\.key/);
  });

  it.each([
    ['not there', 'nowhere'],
    ['below a file', 'machine_config.json'],
    ['of a name that is too long', 'x'.repeat(300)],
  ])('is wrong where its certificates are %s', async (_what, directory) => {
    write('config.json', JSON.stringify({ ...config, certificates: { ...config.certificates, directory } }));
    await expect(read()).rejects.toThrow(DeviceFolderError);
    await expect(read()).rejects.toThrow(/Cannot read .*root\.ca\.pem/);
  });

  it('is wrong where a folder is in the place of a file', async () => {
    rmSync(join(folder, 'certs/root.ca.pem'));
    mkdirSync(join(folder, 'certs/root.ca.pem'));
    await expect(read()).rejects.toThrow(DeviceFolderError);
  });

  /** The claim cannot be read, for this reason. */
  async function readClaimFailingWith(thrown: Error): Promise<() => unknown> {
    const device = await read();
    jest.spyOn(fs, 'readFileSync').mockImplementation(() => {
      throw thrown;
    });
    return () => device.readClaim();
  }

  it.each(['EMFILE', 'EIO'])('is not wrong where a file cannot be read for %s', async (code) => {
    const reading = await readClaimFailingWith(Object.assign(new Error(`${code}: it failed`), { code }));
    expect(reading).toThrow(FileUnreadableError);
    expect(reading).toThrow(/Cannot read .*bootstrap-private\.pem\.key: E[A-Z]+: it failed/);
  });

  it.each(['EACCES', 'EPERM'])('is wrong where the user has no right to read a file: %s', async (code) => {
    const denied = Object.assign(new Error(`${code}: permission denied`), { code });
    expect(await readClaimFailingWith(denied)).toThrow(DeviceFolderError);
  });

  it('does not take a fault of the program for one of a file', async () => {
    const fault = new TypeError('path.endsWith is not a function');
    expect(await readClaimFailingWith(fault)).toThrow(fault);
  });

  it("keeps the claim's key from other users, and says so", async () => {
    const path = join(folder, 'certs/bootstrap-private.pem.key');
    chmodSync(path, 0o644);
    (await read()).readClaim();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining(path)]);
  });

  it('says which of its files is damaged, and what to do about it', async () => {
    const damaged = (label: string): string => `-----BEGIN ${label}-----\nMII\n-----END ${label}-----\n`;
    write('certs/bootstrap-private.pem.key', damaged('PRIVATE KEY'));
    await expect(readClaim()).rejects.toThrow(DeviceFolderError);
    await expect(readClaim()).rejects.toThrow(
      /bootstrap-private\.pem\.key cannot be used: the private key is damaged/,
    );
    write('certs/bootstrap-private.pem.key', key);
    write('certs/bootstrap-certificate.pem.crt', damaged('CERTIFICATE'));
    await expect(readClaim()).rejects.toThrow(
      /the certificate is damaged\. Take both from the model's client\.zip/,
    );
    write('certs/root.ca.pem', damaged('CERTIFICATE'));
    await expect(read()).rejects.toThrow(/root\.ca\.pem cannot be used: the certificate is damaged/);
  });

  it('does not take the claim of one bundle with the key of another', async () => {
    const { privateKey } = await authority.issue('another claim');
    write('certs/bootstrap-private.pem.key', privateKey);
    await expect(readClaim()).rejects.toThrow(/the private key belongs to another certificate/);
  });

  it('never shows a key in a complaint', async () => {
    write('certs/bootstrap-private.pem.key', 'c2VjcmV0');
    const complaint = await readClaim().then(() => '', String);
    expect(complaint).toMatch(/bootstrap-private\.pem\.key has no PEM/);
    expect(complaint).not.toMatch(/c2VjcmV0/);
  });
});
