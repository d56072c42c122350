import { createHmac, sign } from 'node:crypto';
import fc from 'fast-check';
import { checkVoucher } from './check-voucher';
import { jws, voucherFactory } from './testing';
import type { VoucherKeys } from './voucher-keys';

const factory = voucherFactory();
const audience = '123456789012/eu-central-1/fleetprov';
const device = { serial: 'sensor-1', model: 'model-1', audience };
const claims = { sub: 'sensor-1', model: 'model-1', aud: audience };

const goodHeader = '{"alg":"ES256","kid":"factory-1","typ":"device-voucher+jwt"}';
const goodPayload = JSON.stringify({ ...claims, iat: 1_767_225_600 });

/** Signed by the factory itself, whatever it says: what is refused then is refused for its text. */
const signedByFactory = (input: string): Buffer =>
  sign('sha256', Buffer.from(input), { key: factory.privateKey, dsaEncoding: 'ieee-p1363' });
const genuine = (header: string, payload = goodPayload) => jws(header, payload, signedByFactory);

describe('a voucher', () => {
  let keys: VoucherKeys;

  beforeAll(async () => {
    keys = await factory.keys();
  });

  const check = (text: string | undefined, asking = device) => checkVoucher(text, asking, keys);

  it('is good for the device that it names, in any order of its members', async () => {
    expect(await check(await factory.voucher(claims))).toBeUndefined();
    expect(
      await check(genuine('{"typ":"device-voucher+jwt","kid":"factory-1","alg":"ES256"}')),
    ).toBeUndefined();
  });

  it('is good again, and has no end: what is on record decides who may still come', async () => {
    const old = genuine(goodHeader, JSON.stringify({ ...claims, iat: 0 }));
    expect(await check(old)).toBeUndefined();
    expect(await check(old)).toBeUndefined();
  });

  it('is asked for', async () => {
    expect(await check(undefined)).toBe('no-voucher');
  });

  it.each([
    ['voucher-of-another-device', { sub: 'sensor-2' }],
    ['voucher-of-another-device', { sub: 'SENSOR-1' }],
    ['voucher-of-another-device', { sub: 'sensor-1 ' }],
    ['voucher-of-another-model', { model: 'model-2' }],
    ['voucher-of-another-fleet', { aud: '123456789012/eu-central-1/other' }],
    ['voucher-of-another-fleet', { aud: '123456789012/eu-west-1/fleetprov' }],
    ['voucher-of-another-fleet', { aud: '210987654321/eu-central-1/fleetprov' }],
  ])('is refused as %s where it has %j', async (reason, change) => {
    expect(await check(await factory.voucher({ ...claims, ...change }))).toBe(reason);
  });

  it('of a serial that looks the same is for another device', async () => {
    const cyrillic = genuine(goodHeader, goodPayload.replace('sensor', 'sens\u043er'));
    expect(await check(cyrillic, { ...device, serial: 'sens\u043er-1' })).toBe('malformed-voucher');
  });

  it('is forged where another key has signed it, under whatever id', async () => {
    const other = voucherFactory('factory-1');
    expect(await check(await other.voucher(claims))).toBe('forged-voucher');
    const rolled = voucherFactory('factory-2');
    expect(await check(await rolled.voucher(claims))).toBe('unknown-voucher-key');
    const both = new Map([...keys, ...(await rolled.keys())]);
    expect(await checkVoucher(await rolled.voucher(claims), device, both)).toBeUndefined();
    const crossed = await voucherFactory('factory-2').voucher(claims);
    expect(await checkVoucher(crossed, device, both)).toBe('forged-voucher');
  });

  it('is not the name of something that every object has', async () => {
    for (const kid of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(await check(genuine(goodHeader.replace('factory-1', kid)))).toBe('unknown-voucher-key');
    }
  });

  it.each([
    ['alg none', '{"alg":"none","kid":"factory-1","typ":"device-voucher+jwt"}'],
    ['another algorithm of the curve', '{"alg":"ES384","kid":"factory-1","typ":"device-voucher+jwt"}'],
    ['another type', '{"alg":"ES256","kid":"factory-1","typ":"JWT"}'],
    ['no type', '{"alg":"ES256","kid":"factory-1"}'],
    ['no key id', '{"alg":"ES256","typ":"device-voucher+jwt"}'],
    ['a key id that is a number', '{"alg":"ES256","kid":1,"typ":"device-voucher+jwt"}'],
    ['a key id that is a list', '{"alg":"ES256","kid":["factory-1"],"typ":"device-voucher+jwt"}'],
    ['an empty key id', '{"alg":"ES256","kid":"","typ":"device-voucher+jwt"}'],
    ['a key id that is a path', '{"alg":"ES256","kid":"../factory-1","typ":"device-voucher+jwt"}'],
    ['crit', '{"alg":"ES256","crit":["exp"],"kid":"factory-1","typ":"device-voucher+jwt"}'],
    ['b64', '{"alg":"ES256","b64":false,"kid":"factory-1","typ":"device-voucher+jwt"}'],
    [
      'a key',
      `{"alg":"ES256","jwk":${JSON.stringify(factory.jwk)},"kid":"factory-1","typ":"device-voucher+jwt"}`,
    ],
    [
      'the address of keys',
      '{"alg":"ES256","jku":"https://a.example","kid":"factory-1","typ":"device-voucher+jwt"}',
    ],
    ['certificates', '{"alg":"ES256","kid":"factory-1","typ":"device-voucher+jwt","x5c":["MII"]}'],
    ['a member twice', '{"alg":"none","alg":"ES256","kid":"factory-1","typ":"device-voucher+jwt"}'],
    ['a prototype', '{"__proto__":{},"alg":"ES256","kid":"factory-1","typ":"device-voucher+jwt"}'],
    ['blanks', '{"alg": "ES256","kid":"factory-1","typ":"device-voucher+jwt"}'],
    ['an escape', '{"alg":"ES256","kid":"factory\\u002d1","typ":"device-voucher+jwt"}'],
    ['a list', '["ES256","factory-1","device-voucher+jwt"]'],
    ['null', 'null'],
    ['no JSON', '{'],
  ])('is malformed where its header has %s, whoever has signed it', async (_, header) => {
    expect(await check(genuine(header))).toBe('malformed-voucher');
  });

  it('is not signed with the public key as the secret of an HMAC', async () => {
    const pem = factory.publicKey.export({ type: 'spki', format: 'pem' });
    const hmac = (input: string) => createHmac('sha256', pem).update(input).digest();
    const header = '{"alg":"HS256","kid":"factory-1","typ":"device-voucher+jwt"}';
    expect(await check(jws(header, goodPayload, hmac))).toBe('malformed-voucher');
    const twice = (input: string) => Buffer.concat([hmac(input), hmac(input)]);
    expect(await check(jws(header, goodPayload, twice))).toBe('malformed-voucher');
    expect(await check(jws(goodHeader, goodPayload, twice))).toBe('forged-voucher');
  });

  it.each([
    ['another claim', { ...claims, iat: 1, exp: 2 }],
    ['no date', claims],
    ['a date with a fraction', { ...claims, iat: 1.5 }],
    ['a date before the epoch', { ...claims, iat: -1 }],
    ['a date in words', { ...claims, iat: '2026' }],
    ['no serial', { model: 'model-1', aud: audience, iat: 1 }],
    ['several serials', { ...claims, sub: ['sensor-1', 'sensor-2'], iat: 1 }],
    ['several fleets', { ...claims, aud: [audience], iat: 1 }],
    ['a model that is null', { ...claims, model: null, iat: 1 }],
    ['a serial that moves the cursor of a terminal', { ...claims, sub: 'sensor-1\u001b[2J', iat: 1 }],
    ['a model of two lines', { ...claims, model: 'model-1\nmodel-2', iat: 1 }],
    ['half a character', { ...claims, aud: `${audience}\ud800`, iat: 1 }],
    ['a date after the last one that there is', { ...claims, iat: 8_640_000_000_001 }],
  ])('is malformed where its payload has %s', async (_, payload) => {
    expect(await check(genuine(goodHeader, JSON.stringify(payload)))).toBe('malformed-voucher');
  });

  it.each([
    ['a member twice', goodPayload.replace('{', '{"sub":"sensor-2",')],
    ['a date with an exponent', goodPayload.replace(/"iat":\d+/, '"iat":1e9')],
    ['a byte order mark', `\ufeff${goodPayload}`],
    ['more after its end', `${goodPayload}{}`],
    ['a character that is no text', goodPayload.replace('sensor', '\u0000ensor')],
  ])('is malformed where its payload has %s', async (_, payload) => {
    expect(await check(genuine(goodHeader, payload))).toBe('malformed-voucher');
  });

  it('is one compact JWS, and nothing before, in or after it', async () => {
    const good = genuine(goodHeader);
    const [header = '', payload = '', signature = ''] = good.split('.');
    const hostile = [
      ...['', '.', '..', '...', header, `${header}.${payload}`, `${header}${payload}${signature}`],
      ...[`${header}..${signature}`, `.${payload}.${signature}`, `${header}.${payload}.`, `${good}.`],
      ...[`${good}.${signature}`, ` ${good}`, `${good} `, `${good}\n`, `${good}=`, `Bearer ${good}`],
      ...[`${header}=.${payload}.${signature}`, `${header}.${payload}.${signature.slice(1)}`],
      ...[`${header}.${payload}.${signature}A`, `${header}.${payload}.${signature.slice(0, -1)}+`],
      ...[JSON.stringify({ protected: header, payload, signature }), '\u0000', '\ud800'],
      ...['x'.repeat(1_025), '.'.repeat(1_000_000), `${'A'.repeat(500_000)}.${'A'.repeat(500_000)}.A`],
    ];
    for (const text of hostile) {
      expect(await check(text)).toBe('malformed-voucher');
    }
  });

  it('has at most 1,024 characters', async () => {
    const ofLength = (length: number) =>
      genuine(goodHeader, goodPayload.replace('sensor-1', 's'.repeat(length)));
    const lengths = Array.from({ length: 100 }, (_, each) => 550 + each);
    const longest = lengths.findLast((length) => ofLength(length).length <= 1_024) ?? 0;
    expect(longest).toBeGreaterThan(550);
    expect(await check(ofLength(longest))).toBe('voucher-of-another-device');
    expect(await check(ofLength(longest + 1))).toBe('malformed-voucher');
  });

  it('is good in no other text than its own', async () => {
    const good = await factory.voucher(claims);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.constantFrom('.', 'A', 'Q', 'g', 'w', 'Z', 'a', '0', '9', '_', '-', '+', '/', '=', ' ', '\u00e9'),
        async (at, character) => {
          const changed = good.slice(0, at) + character + good.slice(at + 1);
          fc.pre(changed !== good);
          expect(await check(changed)).toBeDefined();
        },
      ),
    );
  });

  it('has one last character, although more of them stand for the same signature', async () => {
    const good = await factory.voucher(claims);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const same = alphabet.split('').map((last) => good.slice(0, -1) + last);
    const refusals = await Promise.all(same.map((each) => check(each)));
    expect(same.filter((_, index) => refusals[index] === undefined)).toEqual([good]);
  });

  it('is refused, and nothing is thrown, whatever a device sends', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.json(), fc.json()).map(([header, payload]) => genuine(header, payload)),
      fc.json().map((payload) => genuine(goodHeader, payload)),
      fc.array(fc.base64String(), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
    );
    await fc.assert(fc.asyncProperty(text, async (each) => expect(await check(each)).toBeDefined()));
  });

  it('is good exactly for the device, the model and the fleet that it was issued for', async () => {
    const name = fc.constantFrom('a', 'b', 'sensor-1', 'A', 'constructor');
    const triple = fc.record({ serial: name, model: name, audience: name });
    await fc.assert(
      fc.asyncProperty(triple, triple, async (issued, asking) => {
        const { serial: sub, model, audience: aud } = issued;
        const refusal = await check(await factory.voucher({ sub, model, aud }), asking);
        const same = sub === asking.serial && model === asking.model && aud === asking.audience;
        expect(refusal === undefined).toBe(same);
      }),
    );
  });
});
