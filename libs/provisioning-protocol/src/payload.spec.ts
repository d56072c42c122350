import { inspect } from 'node:util';
import fc from 'fast-check';
import { cbor } from './cbor';
import { decodePayload, json, largestPayload, PayloadError } from './payload';

const codecs = [json, cbor];

describe.each(codecs)('a payload in $name', (codec) => {
  it('is read as it was written', () => {
    const body = fc.dictionary(
      fc.string(),
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean()),
      {
        noNullPrototype: true,
      },
    );
    fc.assert(
      fc.property(body, (value) => {
        expect(decodePayload(codec, codec.encode(value))).toEqual(value);
      }),
    );
  });

  it('that is garbage is refused with a typed error, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          decodePayload(codec, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(PayloadError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when it is larger than AWS IoT carries', () => {
    expect(() => decodePayload(codec, new Uint8Array(largestPayload + 1))).toThrow(/131073 bytes/);
  });

  it('is refused when something follows it', () => {
    const whole = codec.encode({ a: 1 });
    expect(() => decodePayload(codec, Buffer.concat([whole, whole]))).toThrow(PayloadError);
  });
});

describe('hostile payloads', () => {
  it('cannot exhaust the stack by nesting', () => {
    expect(() => decodePayload(cbor, new Uint8Array(100_000).fill(0x81))).toThrow(
      /more than 16 maps and arrays/,
    );
    expect(() => decodePayload(cbor, new Uint8Array(100_000).fill(0x9f))).toThrow(PayloadError);
    expect(() => decodePayload(json, Buffer.from('['.repeat(100_000)))).toThrow(PayloadError);
  });

  it('cannot make us allocate by announcing a length', () => {
    expect(() => decodePayload(cbor, Buffer.from('9affffffff', 'hex'))).toThrow(PayloadError);
    expect(() => decodePayload(cbor, Buffer.from('7affffffff41', 'hex'))).toThrow(PayloadError);
  });

  it('are not quoted in the error', () => {
    const secret = '{"privateKey": "-----BEGIN SECRET", oops}';
    for (const codec of codecs) {
      const fault: unknown = (() => {
        try {
          return decodePayload(codec, Buffer.from(secret));
        } catch (error) {
          return error;
        }
      })();
      expect(fault).toBeInstanceOf(PayloadError);
      expect(inspect(fault)).not.toContain('SECRET');
    }
  });

  it('with a key twice, or bytes that are no UTF-8, are refused', () => {
    expect(() => decodePayload(cbor, Buffer.from('a2616101616102', 'hex'))).toThrow(PayloadError);
    expect(() => decodePayload(json, Buffer.from([0x22, 0xff, 0x22]))).toThrow(PayloadError);
  });
});

describe('CBOR as services in Java write it', () => {
  it('is read: maps without length, strings with lengths in more bytes than needed', () => {
    const bytes = Buffer.concat([
      Buffer.from('bf', 'hex'),
      Buffer.from('6c6572726f724d657373616765', 'hex'),
      Buffer.from('790005', 'hex'),
      Buffer.from('hello'),
      Buffer.from('ff', 'hex'),
    ]);
    expect(decodePayload(cbor, bytes)).toEqual({ errorMessage: 'hello' });
  });
});
