import assert from 'node:assert/strict';
import * as z from 'zod';
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { voucherFactory } from '@fleet/device-voucher/testing';
import { parseFleetConfig, voucherKeyOf } from '@fleet/fleet-contract';
import { RefusedError, UsageError } from '@fleet/fleet-operations';
import { printed } from '@fleet/fleet-operations/testing';
import { voucherDesk } from '../testing/voucher-desk';
import { issueVouchers } from './issue';
import { makeFactoryKey } from './keygen';
import { showPublicKey } from './public-key';
import { verifyVouchers } from './verify-vouchers';

const place = { account: '123456789012', region: 'eu-central-1' };
const arn = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

async function* textOf(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

const signRequest = z.looseObject({ Message: z.instanceof(Uint8Array) });

/** AWS KMS behind the real SDK client, as far as vouchers need it: it answers in DER. */
function scriptedKms(key: { privateKey: KeyObject; publicKey: KeyObject }, usage = 'SIGN_VERIFY') {
  const client = new KMSClient({ region: 'eu-central-1' });
  const signed: object[] = [];
  const answer = (command: string | undefined, input: object): object => {
    if (command === 'GetPublicKeyCommand') {
      return { PublicKey: key.publicKey.export({ type: 'spki', format: 'der' }), KeyUsage: usage };
    }
    assert(command === 'SignCommand', 'KMS is asked for nothing else');
    const { Message: message, ...how } = signRequest.parse(input);
    signed.push(how);
    return { Signature: sign('sha256', message, key.privateKey) };
  };
  client.middlewareStack.add(
    (_next, { commandName }) =>
      ({ input }) =>
        Promise.resolve({ response: {}, output: { $metadata: {}, ...answer(commandName, input) } }),
    { step: 'initialize', priority: 'high' },
  );
  return { client, signed };
}

describe('the key of a factory', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'factory-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const issueAndVerify = async (
    desk: ReturnType<typeof voucherDesk>,
    key: { key?: string; kmsKey?: string },
  ) => {
    const out = join(folder, 'vouchers.jsonl');
    const list = { model: 'model-1', chunks: textOf('sensor-1\nsensor-2\n'), ...place };
    await issueVouchers(desk, printed(), { out, format: 'jsonl', ...key, ...list });
    const verified = printed();
    await verifyVouchers(desk, verified, { chunks: textOf(readFileSync(out, 'utf8')), ...place });
    expect(verified.data).toEqual([{ good: 2, refused: 0 }]);
  };

  it('is made for its owner alone, and printed as the configuration takes its public half', async () => {
    const out = join(folder, 'factory.pem');
    const output = printed();
    await makeFactoryKey(output, { out });
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const [snippet = ''] = output.lines;
    const config = parseFleetConfig({ models: ['model-1'], ...JSON.parse(snippet) });
    const publicKey = createPublicKey(readFileSync(out));
    expect(Object.values(config.voucherKeys ?? {})).toEqual([voucherKeyOf(publicKey)]);
    expect(Object.keys(config.voucherKeys ?? {})[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect([...output.lines, ...output.said].join()).not.toMatch(/PRIVATE|"d"/);
    await issueAndVerify(voucherDesk(config), { key: out });
  });

  it('has the id that its owner gives it', async () => {
    const output = printed();
    await makeFactoryKey(output, { out: join(folder, 'factory.pem'), kid: 'factory-1' });
    expect(output.data).toEqual([
      { voucherKeys: { 'factory-1': expect.objectContaining({ crv: 'P-256' }) } },
    ]);
    const again = printed();
    await showPublicKey(voucherDesk(), again, { key: join(folder, 'factory.pem'), kid: 'factory-1' });
    expect(again.data).toEqual(output.data);
    await expect(makeFactoryKey(output, { out: join(folder, 'other.pem'), kid: 'a b' })).rejects.toThrow(
      UsageError,
    );
  });

  it('is never written over another file, nor where nothing can be written', async () => {
    const out = join(folder, 'factory.pem');
    writeFileSync(out, 'the only copy');
    await expect(makeFactoryKey(printed(), { out })).rejects.toThrow(RefusedError);
    expect(readFileSync(out, 'utf8')).toBe('the only copy');
    await expect(makeFactoryKey(printed(), { out: join(folder, 'no', 'such', 'folder') })).rejects.toThrow(
      UsageError,
    );
  });

  it('may stay in AWS KMS', async () => {
    const factory = voucherFactory();
    const { client, signed } = scriptedKms(factory);
    const desk = voucherDesk(
      { provisioning: 'voucher', voucherKeys: { [factory.keyId]: factory.jwk } },
      client,
    );
    await issueAndVerify(desk, { kmsKey: arn });
    expect(signed).toEqual(
      new Array(2).fill({ KeyId: arn, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
    );
    const output = printed();
    await showPublicKey(desk, output, { kmsKey: arn, kid: factory.keyId });
    expect(output.data).toEqual([{ voucherKeys: { [factory.keyId]: factory.jwk } }]);
  });

  it('is refused on another curve, and where it is for something else than signing', async () => {
    const wrong = scriptedKms(generateKeyPairSync('ec', { namedCurve: 'P-384' })).client;
    await expect(showPublicKey(voucherDesk({}, wrong), printed(), { kmsKey: arn })).rejects.toThrow(
      'curve P-256',
    );
    const usage = scriptedKms(voucherFactory(), 'KEY_AGREEMENT').client;
    await expect(showPublicKey(voucherDesk({}, usage), printed(), { kmsKey: arn })).rejects.toThrow(
      'SIGN_VERIFY',
    );
    const path = join(folder, 'rsa.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await expect(showPublicKey(voucherDesk(), printed(), { key: path })).rejects.toThrow('curve P-256');
  });
});
