import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVoucher } from '@fleet/device-voucher';
import { voucherFactory } from '@fleet/device-voucher/testing';
import { PartlyDoneError, RefusedError, UsageError } from '@fleet/fleet-operations';
import { printed } from '@fleet/fleet-operations/testing';
import { voucherDesk } from '../testing/voucher-desk';
import { issueVouchers, type IssueRequest } from './issue';
import { verifyVouchers } from './verify-vouchers';

const factory = voucherFactory();
const desk = voucherDesk({ provisioning: 'voucher', voucherKeys: { [factory.keyId]: factory.jwk } });
const place = { account: '123456789012', region: 'eu-central-1' };

describe('vouchers that are issued', () => {
  let folder: string;
  let key: string;
  let out: string;
  let first: Promise<unknown>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vouchers-'));
    key = join(folder, 'factory.pem');
    out = join(folder, 'vouchers.jsonl');
    writeFileSync(key, factory.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function* textOf(...chunks: string[]): AsyncGenerator<string> {
    yield* await Promise.resolve(chunks);
  }

  const issue = async (list: string, change: Partial<IssueRequest> = {}, at = desk) => {
    const output = printed();
    const request = { key, out, format: 'jsonl', model: 'model-1', chunks: textOf(list), ...place } as const;
    await issueVouchers(at, output, { ...request, ...change });
    return output;
  };
  const written = () => readFileSync(out, 'utf8');
  const serialsIn = (text: string) => [...text.matchAll(/"serial":"([^"]*)"/g)].map(([, serial]) => serial);
  const verifyAll = async (expected: number) => {
    const output = printed();
    await verifyVouchers(desk, output, { chunks: textOf(written()), ...place });
    expect(output.data).toEqual([{ good: expected, refused: 0 }]);
  };

  it('are one a line, in the order of the list, and good for the fleet', async () => {
    const output = await issue(
      'serial,model\nsensor-1\n"sensor-2","model-2"\n\n# spare\nsensor-3,model-1 # last',
    );
    const lines = written().trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { serial: 'sensor-1', model: 'model-1' },
      { serial: 'sensor-2', model: 'model-2' },
      { serial: 'sensor-3', model: 'model-1' },
    ]);
    await verifyAll(3);
    expect(output.lines).toEqual(['Done: 3 vouchers issued, 0 were there already, 0 refused.']);
    const voucher = /"voucher":"([^"]*)"/.exec(lines[1] ?? '')?.[1] ?? '';
    expect(readVoucher(voucher)).toEqual({
      keyId: 'factory-1',
      claims: {
        sub: 'sensor-2',
        model: 'model-2',
        aud: '123456789012/eu-central-1/fleetprov',
        iat: 1_767_268_800,
      },
    });
  });

  it('are in a file that only its owner can read, also where it was open to others', async () => {
    writeFileSync(out, '', { mode: 0o644 });
    await issue('sensor-1');
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  it('are added to a file by one run at a time', async () => {
    let goOn = (): void => undefined;
    const isWaiting = new Promise<void>((waits) => {
      async function* slowly(): AsyncGenerator<string> {
        yield 'sensor-1\n';
        await new Promise<void>((resolve) => {
          goOn = resolve;
          waits();
        });
        yield 'sensor-2\n';
      }
      first = issue('', { chunks: slowly() });
    });
    await isWaiting;
    await expect(issue('sensor-1\nsensor-2')).rejects.toThrow('Another run is adding');
    goOn();
    await first;
    expect(serialsIn(written())).toEqual(['sensor-1', 'sensor-2']);
    await issue('sensor-1\nsensor-2\nsensor-3');
    await verifyAll(3);
  });

  it('are added by the next run after one that was killed', async () => {
    writeFileSync(`${out}.lock`, `${spawnSync(process.execPath, ['-e', '']).pid}\n`);
    await issue('sensor-1');
    await verifyAll(1);
    expect(readdirSync(folder)).not.toContain('vouchers.jsonl.lock');
  });

  it.each(['', 'not of this program'])(
    'are added to no file whose lock names no process: %j',
    async (left) => {
      writeFileSync(`${out}.lock`, left);
      await expect(issue('sensor-1')).rejects.toThrow(`delete ${out}.lock`);
      expect(readFileSync(`${out}.lock`, 'utf8')).toBe(left);
    },
  );

  it('are a table, or nothing but the voucher, where that is asked for', async () => {
    await issue('sensor-1\nsensor-2', { format: 'csv' });
    expect(written()).toMatch(/^serial,model,voucher\nsensor-1,model-1,eyJ\S+\nsensor-2,model-1,eyJ\S+\n$/);
    await verifyAll(2);
    out = join(folder, 'voucher.jws');
    await issue('sensor-1', { format: 'jws' });
    expect(readVoucher(written().trimEnd()).claims.sub).toBe('sensor-1');
    await verifyAll(1);
  });

  it('are never printed, and neither is the key', async () => {
    const output = await issue('sensor-1\nsensor-2');
    const everything = [...output.lines, ...output.said, JSON.stringify(output.data)].join('\n');
    expect(everything).not.toContain('eyJ');
    expect(everything).not.toContain('BEGIN');
  });

  it('leave out lines that are refused, by number, and no others', async () => {
    const output = printed();
    const list = 'sensor-1\nthings\nsensor-2,model-9\na/b\nsensor-3,model-1,more\nsensor-4';
    const done = issueVouchers(desk, output, {
      key,
      out,
      format: 'jsonl',
      model: 'model-1',
      chunks: textOf(list),
      ...place,
    });
    await expect(done).rejects.toThrow(PartlyDoneError);
    expect(serialsIn(written())).toEqual(['sensor-1', 'sensor-4']);
    expect(output.said).toEqual([
      expect.stringMatching(/^line 2: .*topics/),
      expect.stringMatching(/^line 3: its model is not in the fleet/),
      expect.stringMatching(/^line 4: .*thing name/),
      expect.stringMatching(/^line 5: it has more than/),
    ]);
    await expect(issue('sensor-9', { model: undefined, out: join(folder, 'none') })).rejects.toThrow();
  });

  it.each(['jsonl', 'csv', 'jws'] as const)(
    'follow each other without a gap, wherever an earlier run was interrupted: %s',
    async (format) => {
      const serials = Array.from({ length: 70 }, (_, each) => `sensor-${each}`);
      await issue(serials.join('\n'), { format });
      const whole = readFileSync(out);
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length), async (length) => {
          writeFileSync(out, whole.subarray(0, length));
          const kept = whole.subarray(0, length).lastIndexOf('\n') + 1;
          await issue(serials.join('\n'), { format });
          const resumed = readFileSync(out);
          expect(resumed.subarray(0, kept).equals(whole.subarray(0, kept))).toBe(true);
          await verifyAll(serials.length);
          const order = written()
            .trimEnd()
            .split('\n')
            .map((line) => /(eyJ[^"]*)"?\}?$/.exec(line)?.[1]);
          const subjects = order
            .filter((each) => each !== undefined)
            .map((each) => readVoucher(each).claims.sub);
          expect(subjects).toEqual(serials);
        }),
        { numRuns: 12 },
      );
    },
  );

  it('are not issued twice, and a file that is complete stays as it is', async () => {
    await issue('sensor-1\nsensor-2');
    const before = written();
    const output = await issue('sensor-1\nsensor-2');
    expect(written()).toBe(before);
    expect(output.data).toEqual([{ issued: 0, found: 2, refused: 0 }]);
  });

  it.each<[string, string, Partial<IssueRequest>]>([
    ['another list', 'sensor-2\nsensor-1', {}],
    ['a shorter list', '', {}],
    ['another model', 'sensor-1,model-2\nsensor-2', {}],
    ['another account', 'sensor-1\nsensor-2', { account: '210987654321' }],
    ['another region', 'sensor-1\nsensor-2', { region: 'eu-west-1' }],
    ['another key id', 'sensor-1\nsensor-2', { kid: 'factory-2' }],
  ])('are not added to a file of %s, which stays as it is', async (_, list, change) => {
    await issue('sensor-1\nsensor-2');
    const before = written();
    await expect(issue(list, change)).rejects.toThrow(RefusedError);
    expect(written()).toBe(before);
  });

  it.each([
    ['text without an end of line', 'the only copy of something'],
    ['lines of another kind', '-----BEGIN PRIVATE KEY-----\nMII\n'],
    ['one very long line', 'x'.repeat(100_000)],
    ['the begin of another device', '{"serial":"sensor-2","model":"model-1","voucher":"eyJ'],
  ])('overwrite nothing that this program has not written: %s', async (_, content) => {
    writeFileSync(out, content);
    await expect(issue('sensor-1')).rejects.toThrow(RefusedError);
    expect(written()).toBe(content);
  });

  it('need a private key on P-256, which stays unnamed in what is said of it', async () => {
    const files: [string, string][] = [
      ['not the PEM of a private key', 'c2VjcmV0'],
      ['not the PEM of a private key', factory.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
      ['is encrypted', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0'],
      ['larger', 'c2VjcmV0'.repeat(10_000)],
    ];
    for (const [words, content] of files) {
      writeFileSync(key, content);
      await expect(issue('sensor-1')).rejects.toThrow(words);
      await expect(issue('sensor-1')).rejects.not.toThrow('c2VjcmV0');
      await expect(issue('sensor-1')).rejects.toThrow(UsageError);
    }
    await expect(issue('sensor-1', { key: join(folder, 'none') })).rejects.toThrow('cannot be read');
    await expect(issue('sensor-1', { key: undefined })).rejects.toThrow('--kms-key');
  });

  it('are refused where the fleet would not accept them', async () => {
    const other = voucherFactory('factory-1');
    const foreign = voucherDesk({ provisioning: 'voucher', voucherKeys: { [other.keyId]: other.jwk } });
    await expect(issue('sensor-1', {}, foreign)).rejects.toThrow('voucherKeys of its configuration');
    await expect(issue('sensor-1', { kid: 'factory-1' }, foreign)).rejects.toThrow(
      'another key as factory-1',
    );
    await issue('sensor-1', { kid: 'factory-2' }, foreign);
    await expect(issue('sensor-1', { kid: 'a b' })).rejects.toThrow('--kid must be');
    await expect(issue('sensor-1', { account: '12' })).rejects.toThrow('--account');
    await expect(issue('sensor-1', { region: '../x' })).rejects.toThrow('--region');
  });
});
