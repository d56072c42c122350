import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { InvalidFleetConfigError, parseFleetConfig } from './fleet-config';
import { voucherKeyOf } from './voucher-key';

const onCurve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const { publicKey, privateKey } = onCurve('P-256');
const jwk = voucherKeyOf(publicKey);
const pem = publicKey.export({ type: 'spki', format: 'pem' });

const withKeys = (voucherKeys: unknown, provisioning = 'voucher') =>
  parseFleetConfig({ models: ['sensor'], provisioning, voucherKeys });

function problemsOf(voucherKeys: unknown, provisioning?: string): readonly string[] {
  try {
    withKeys(voucherKeys, provisioning);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidFleetConfigError)) {
      throw error;
    }
    return error.problems.map(({ path, message }) => `${path} ${message}`);
  }
}

describe('the public keys of vouchers', () => {
  it('are a PEM or a JWK each, and are kept as the shortest JWK', () => {
    const full = { ...publicKey.export({ format: 'jwk' }), kid: 'a', use: 'sig', alg: 'ES256' };
    const { voucherKeys } = withKeys({ a: pem, 'b.2_-': full });
    expect(voucherKeys).toEqual({ a: jwk, 'b.2_-': jwk });
    expect(createPublicKey({ key: { ...jwk }, format: 'jwk' }).equals(publicKey)).toBe(true);
  });

  it('are read from their own configuration again, as the functions do', () => {
    const config = withKeys({ a: pem });
    expect(parseFleetConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  const range = 'voucherKeys.a must be a public key on the curve P-256';
  it.each<[string, unknown]>([
    ['another curve', onCurve('P-384').publicKey.export({ type: 'spki', format: 'pem' })],
    ['another curve, as a JWK', onCurve('secp256k1').publicKey.export({ format: 'jwk' })],
    [
      'another kind',
      generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }),
    ],
    ['a point beside the curve', { ...jwk, x: Buffer.alloc(32, 1).toString('base64url') }],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0' }],
    ['a PEM of nothing', '-----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----\n'],
    ['a path', 'factory.pem'],
    ['no text', 7],
    ['null', null],
  ])('are not %s', (_, key) => {
    expect(problemsOf({ a: key })).toEqual([expect.stringContaining(range)]);
  });

  it.each([
    ['PEM', privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['PEM of SEC 1', privateKey.export({ type: 'sec1', format: 'pem' })],
    ['JWK', privateKey.export({ format: 'jwk' })],
  ])('are not private, and such a %s is not said again', (_, key) => {
    const [problem = ''] = problemsOf({ a: key });
    expect(problem).toContain('voucherKeys.a is a private key');
    expect(problem).not.toContain(String(privateKey.export({ format: 'jwk' }).d));
  });

  it.each(['', 'a b', 'a/b', 'k'.repeat(65)])('have no id like %j', (id) => {
    expect(problemsOf({ [id]: pem })).toEqual([expect.stringContaining('1 to 64 characters')]);
  });

  it('are there exactly where vouchers are asked for', () => {
    expect(problemsOf({})).toEqual([expect.stringContaining('must have a public key')]);
    expect(problemsOf(undefined)).toEqual([expect.stringContaining('must have a public key')]);
    expect(problemsOf({ a: pem }, 'open')).toEqual([expect.stringContaining('must be absent')]);
    expect(problemsOf({ a: pem }, 'allowlist')).toEqual([expect.stringContaining('must be absent')]);
    expect(problemsOf([pem])).toEqual([expect.stringContaining('must be an object of public keys')]);
  });
});
