import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KMS } from '@aws-sdk/client-kms';
import { voucherFactory } from '@fleet/device-voucher/testing';
import { eventually } from '@fleet/eventually';
import { sdkSettings, startAgent, type Command } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { obtainCertificate, register } from '../devices/registration';
import { askForEach } from './stolen-claim';
import { VouchingFleet } from './vouching-fleet';

/** How many serials the thief knows. The target `leaked-claim` has 10,000. */
const known = Number(process.env['LEAKED_SERIALS'] ?? '100');
const serials = Array.from({ length: known }, (_, each) => `sensor-${String(each).padStart(5, '0')}`);
const genuine = 'genuine-1';

/** A claim of the fleet has leaked, with the serial numbers of all devices that were ever made. */
describe('a fleet that asks for vouchers', () => {
  const resources = new ResourceStack();
  let vouching: VouchingFleet;
  let vouchers: ReadonlyMap<string, string>;
  let device: string;

  beforeAll(async () => {
    vouching = await VouchingFleet.start(resources);
    const list = join(vouching.testCloud.folder, 'serials.csv');
    await writeFile(list, ['serial,model', genuine, ...serials].join('\r\n'));
    const issued = await vouching.issue('all', list);
    expect(issued.ended).toMatchObject({
      exitCode: 0,
      stdout: [`Done: ${known + 1} vouchers issued, 0 were there already, 0 refused.`],
    });
    ({ vouchers } = issued);
    device = await vouching.fleet.unpackBundle(genuine);
  });

  afterAll(() => resources.dispose());

  const agent = (...command: Command) => startAgent(device, command, { resources });
  const voucherOf = (serial: string): string => {
    const voucher = vouchers.get(serial);
    if (voucher === undefined) {
      throw new Error(`The factory has made no voucher for ${serial}`);
    }
    return voucher;
  };

  /** Waits until a certificate of the device is proven. */
  const currentOtherThan = (before: string | undefined): Promise<string> =>
    eventually(`another current certificate of ${genuine}`, async () => {
      const current = (await vouching.fleet.registry.find(genuine))?.current;
      return current === before ? undefined : current;
    });

  it('gives nothing to a claim that knows the serials, whatever it shows for a voucher', async () => {
    const before = { certificates: await vouching.certificates(), things: await vouching.things() };
    const forger = voucherFactory('factory-of-the-thief');
    const aud = '000000000000/us-east-1/vouched';
    const forged = await forger.voucher({ sub: serials[0] ?? genuine, model: 'model-1', aud });
    const others = voucherOf(genuine);
    const shown: readonly Readonly<Record<string, string>>[] = [
      {},
      { Voucher: others },
      { Voucher: forged },
      { Voucher: others.replace(/^[^.]+/, Buffer.from('{"alg":"none"}').toString('base64url')) },
      { Voucher: 'v'.repeat(4_000) },
    ];
    const refused = await askForEach(vouching, serials, (_, index) => shown[index % shown.length] ?? {});
    expect(refused).toBe(known);
    const { ACTIVE: active } = await eventually('list of all certificates that were issued', async () => {
      const certificates = await vouching.certificates();
      return certificates['PENDING_ACTIVATION'] === known ? certificates : undefined;
    });
    expect(active).toBe(before.certificates['ACTIVE']);
    expect(await vouching.things()).toEqual(before.things);
    expect(await vouching.fleet.registry.find(serials[0] ?? genuine)).toBeUndefined();
    await expect(
      vouching.fleet.decisions.about({ source: 'provision', reason: 'voucher-of-another-device' }),
    ).resolves.toMatchObject({ decision: 'refused', serial: expect.stringMatching(/^sensor-/) });
  });

  it('tells a device that has no voucher no more than that, and is patient with it', async () => {
    const ended = agent('provision', '--timeout', '1');
    expect(await ended.exit()).not.toBe(0);
    expect(ended.stderr.join('\n')).toMatch(/403 can mean: .*voucher/);
    await vouching.fleet.decisions.about({ source: 'provision', serial: genuine, reason: 'no-voucher' });
  });

  it('lets in the device with the voucher of its factory, and has it rotate without one', async () => {
    await writeFile(join(device, 'voucher.jws'), `${voucherOf(genuine)}\n`);
    await agent('provision').succeed();
    const { registry } = vouching.fleet;
    const first = await currentOtherThan(undefined);
    await registry.grantPermit(genuine, 'rotate', new Date(Date.now() + 3_600_000));
    await writeFile(join(device, 'voucher.jws'), 'no voucher any more');
    await agent('rotate').succeed();
    await currentOtherThan(first);
  });

  it('keeps vouchers out of the logs of its functions', async () => {
    const { logs } = vouching.testCloud;
    const logGroupName = `/aws/lambda/${vouching.fleet.names.provisionHook}`;
    const { events = [] } = await logs.filterLogEvents({ logGroupName, filterPattern: 'eyJ' });
    expect(events).toEqual([]);
  });

  it('lets nobody start over with a voucher that was used', async () => {
    const session = await vouching.fleet.connectClaim();
    const parameters = { SerialNumber: genuine, Voucher: voucherOf(genuine) };
    await expect(
      register(
        session,
        vouching.fleet.names.provisioningTemplate,
        await obtainCertificate(session),
        parameters,
      ),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it('has nothing left of what the thief was issued a day later', async () => {
    await vouching.testCloud.cloud.moveTime('+1d');
    await eventually('end of the certificates that nobody registered', async () => {
      const { PENDING_ACTIVATION: pending = 0 } = await vouching.certificates();
      return pending === 0 ? 'none' : undefined;
    });
  });

  it('is verified by its operator as by its hook', async () => {
    const file = join(vouching.testCloud.folder, 'some.jsonl');
    await writeFile(file, [voucherOf(genuine), 'forged'].join('\n'));
    expect(await vouching.vouchers('verify', file)).toMatchObject({
      exitCode: 3,
      stdout: ['1 voucher is good.'],
      stderr: [expect.stringContaining('line 2: This is no device voucher'), '1 voucher is not good.'],
    });
  });

  it('may have its vouchers signed by a key that never leaves AWS KMS', async () => {
    const kms = new KMS(sdkSettings(vouching.testCloud.cloud.endpoints));
    resources.defer(() => kms.destroy());
    const { KeyMetadata: key } = await kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const arn = key?.Arn ?? 'none';
    const vouchersOfKms = await vouching.vouchersOfKms(arn);
    const out = join(vouching.testCloud.folder, 'kms.csv');
    const issued = await vouchersOfKms(
      'issue',
      genuine,
      '--model',
      'model-1',
      '--kms-key',
      arn,
      '--out',
      out,
    );
    expect(issued).toMatchObject({ exitCode: 0, stdout: [expect.stringContaining('1 voucher issued')] });
    expect(await vouchersOfKms('verify', out)).toMatchObject({ exitCode: 0, stdout: ['1 voucher is good.'] });
    expect(await vouching.vouchers('verify', out)).toMatchObject({
      exitCode: 3,
      stderr: [expect.stringContaining('unknown-voucher-key'), '1 voucher is not good.'],
    });
  });
});
