import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voucherFactory } from '@fleet/device-voucher/testing';
import { parseSerial } from '@fleet/fleet-contract';
import { DeviceFolderError } from './text-file';
import { readVoucherFile } from './voucher-file';

const factory = voucherFactory();
const serial = parseSerial('device-1');

describe("the file of a device's voucher", () => {
  let folder: string;
  let path: string;
  let voucher: string;
  let warnings: string[];

  beforeAll(async () => {
    voucher = await factory.voucher({ sub: 'device-1', model: 'model-a', aud: 'a/b/c' });
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'voucher-'));
    path = join(folder, 'voucher.jws');
    warnings = [];
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (mayBeMissing = true) =>
    readVoucherFile({ path, mayBeMissing }, serial, (message) => warnings.push(message));

  it('has the voucher and at most an end of line', () => {
    for (const content of [voucher, `${voucher}\n`, `${voucher}\r\n`]) {
      writeFileSync(path, content, { mode: 0o600 });
      expect(read()).toBe(voucher);
    }
    expect(warnings).toEqual([]);
  });

  it('may be missing, unless somebody has named it', () => {
    expect(read()).toBeUndefined();
    expect(() => read(false)).toThrow(DeviceFolderError);
    expect(() => read(false)).toThrow(/Cannot read .*voucher\.jws/);
  });

  it('is kept from other users', () => {
    writeFileSync(path, voucher);
    chmodSync(path, 0o644);
    read();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining('voucher.jws was open to other users')]);
  });

  it('is not of another device', async () => {
    writeFileSync(path, await factory.voucher({ sub: 'device-2', model: 'model-a', aud: 'a/b/c' }));
    expect(read).toThrow(DeviceFolderError);
    expect(read).toThrow(/voucher\.jws is the voucher of another device, but this is device-1/);
  });

  it.each([
    ['nothing', () => ''],
    ['a line of a list', () => `{"serial":"device-1","model":"model-a","voucher":"${voucher}"}`],
    ['two vouchers', () => `${voucher}\n${voucher}`],
    ['half a voucher', () => voucher.slice(0, 200)],
    ['a megabyte', () => 'v'.repeat(1024 * 1024)],
    ['more than any file of a device has', () => 'v'.repeat(2 * 1024 * 1024)],
  ])('is refused where it has %s, and is not said again', (_, content) => {
    writeFileSync(path, content(), { mode: 0o600 });
    expect(read).toThrow(DeviceFolderError);
    expect(read).toThrow(/voucher\.jws(: This is no device voucher: .*| is larger than)/);
    expect(read).not.toThrow(/eyJ|vvv/);
  });
});
