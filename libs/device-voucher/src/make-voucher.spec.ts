import { makeVoucher } from './make-voucher';
import { voucherFactory } from './testing';
import { MalformedVoucherError, readVoucher, voucherAudience } from './voucher';

const factory = voucherFactory();
const aud = voucherAudience({ accountId: '123456789012', region: 'eu-central-1', resourceTag: 'fleetprov' });
const claims = { sub: 'sensor-1', model: 'model-1', aud, iat: 1_767_225_600 };

describe('making a voucher', () => {
  it('writes what reading it finds, and no more', async () => {
    const voucher = await makeVoucher(factory.signer, claims);
    expect(readVoucher(voucher)).toEqual({ keyId: 'factory-1', claims });
    const [header = ''] = voucher.split('.');
    expect(Buffer.from(header, 'base64url').toString()).toBe(
      '{"alg":"ES256","kid":"factory-1","typ":"device-voucher+jwt"}',
    );
  });

  it('leaves room for the longest serial, model, tag and key id', async () => {
    const signer = { ...factory.signer, keyId: 'k'.repeat(64) };
    const longest = {
      sub: 's'.repeat(128),
      model: 'm'.repeat(63),
      aud: voucherAudience({
        accountId: '1'.repeat(12),
        region: 'ap-southeast-10',
        resourceTag: 't'.repeat(14),
      }),
      iat: 8_640_000_000_000,
    };
    expect((await makeVoucher(signer, longest)).length).toBeLessThan(800);
  });

  it.each([
    ['a serial that is no ASCII', { sub: 'sens\u043er' }],
    ['a date that is none', { iat: Number.NaN }],
  ])('refuses %s, and does not say it again', async (_, change) => {
    const made = makeVoucher(factory.signer, { ...claims, ...change });
    await expect(made).rejects.toThrow(MalformedVoucherError);
    await expect(made).rejects.not.toThrow(/sens/);
  });

  it('refuses a signature that is not one of ES256', async () => {
    const signer = { ...factory.signer, sign: () => Promise.resolve(new Uint8Array(71)) };
    await expect(makeVoucher(signer, claims)).rejects.toThrow('not a compact JWS');
  });
});
