import { readVoucher } from '@fleet/device-voucher';
import { jws, voucherFactory } from '@fleet/device-voucher/testing';
import { PartlyDoneError } from '@fleet/fleet-operations';
import { printed } from '@fleet/fleet-operations/testing';
import { voucherDesk } from '../testing/voucher-desk';
import { showVouchers } from './show-vouchers';
import { verifyVouchers } from './verify-vouchers';

const factory = voucherFactory();
const desk = voucherDesk({ provisioning: 'voucher', voucherKeys: { [factory.keyId]: factory.jwk } });
const place = { account: '123456789012', region: 'eu-central-1' };
const aud = '123456789012/eu-central-1/fleetprov';

async function* textOf(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

describe('a file of vouchers', () => {
  it('is shown by what it says, and not as it is', async () => {
    const voucher = await factory.voucher({ sub: 'sensor-1', model: 'model-1', aud });
    const output = printed();
    await showVouchers(output, textOf(`serial,model,voucher\nsensor-1,model-1,${voucher}\n`));
    expect(output.lines).toEqual([
      `sensor-1  model-1  for ${aud}  issued 2026-01-01 00:00Z  with the key factory-1`,
    ]);
    expect(output.data).toEqual([
      {
        serial: 'sensor-1',
        model: 'model-1',
        audience: aud,
        issuedAt: '2026-01-01T00:00:00.000Z',
        keyId: 'factory-1',
      },
    ]);
  });

  it('of a stranger says nothing to the terminal, and ends nothing', async () => {
    const header = '{"alg":"ES256","kid":"k","typ":"device-voucher+jwt"}';
    const vouchers = [
      { sub: 'sensor-1\u001b]0;owned\u0007', model: 'model-1', aud, iat: 1 },
      { sub: 'sensor-1', model: 'model-1', aud, iat: Number.MAX_SAFE_INTEGER },
    ].map((payload) => jws(header, JSON.stringify(payload), () => Buffer.alloc(64)));
    const output = printed();
    await expect(showVouchers(output, textOf(vouchers.join('\n')))).rejects.toThrow(
      '2 vouchers are malformed',
    );
    expect(output.lines).toEqual([]);
    expect(output.said.join('\n')).toMatch(/^line 1: [ -~]+\nline 2: [ -~]+$/);
  });

  it('is verified line by line, and what is not good is named by its line and its reason alone', async () => {
    const good = await factory.voucher({ sub: 'sensor-1', model: 'model-1', aud });
    const lines = [
      good,
      await voucherFactory('factory-1').voucher({ sub: 'sensor-1', model: 'model-1', aud }),
      await voucherFactory('factory-2').voucher({ sub: 'sensor-1', model: 'model-1', aud }),
      await factory.voucher({ sub: 'sensor-1', model: 'model-9', aud }),
      await factory.voucher({ sub: 'sensor-1', model: 'model-1', aud: 'elsewhere' }),
      `sensor-2,model-1,${good}`,
      `{"serial":"sensor-2","model":"model-1","voucher":"${good}"}`,
      `{"serial":"sensor-1","voucher":`,
      'x'.repeat(5_000),
      `${good}${' '.repeat(5_000)}${good}`,
    ];
    const output = printed();
    const verified = verifyVouchers(desk, output, { chunks: textOf(lines.join('\n')), ...place });
    await expect(verified).rejects.toThrow(PartlyDoneError);
    expect(output.data).toEqual([{ good: 1, refused: 9 }]);
    expect(output.said).toEqual([
      'line 2: forged-voucher',
      'line 3: unknown-voucher-key',
      'line 4: voucher-of-another-model',
      'line 5: voucher-of-another-fleet',
      expect.stringContaining(
        'line 6: This is no device voucher: it is for another device than its line says',
      ),
      expect.stringContaining(
        'line 7: This is no device voucher: it is for another device than its line says',
      ),
      expect.stringContaining('line 8: This is no device voucher'),
      expect.stringContaining('line 9: This is no device voucher'),
      expect.stringContaining('line 10: This is no device voucher'),
    ]);
    expect(output.said.join()).not.toContain('eyJ');
    expect(readVoucher(good).claims.sub).toBe('sensor-1');
  });

  it('cannot be verified without keys', async () => {
    const verified = verifyVouchers(voucherDesk(), printed(), { chunks: textOf(''), ...place });
    await expect(verified).rejects.toThrow('no voucherKeys');
  });
});
