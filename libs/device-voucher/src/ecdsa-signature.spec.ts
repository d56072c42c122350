import { sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { EcdsaSignatureError, joseSignature } from './ecdsa-signature';
import { voucherFactory } from './testing';

const { privateKey, publicKey } = voucherFactory();

const der = (r: number[], s: number[]) =>
  Uint8Array.from([0x30, 4 + r.length + s.length, 0x02, r.length, ...r, 0x02, s.length, ...s]);

describe('a signature of AWS KMS', () => {
  it('is the same signature as JOSE writes it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (message) => {
        const jose = joseSignature(sign('sha256', message, privateKey));
        expect(jose).toHaveLength(64);
        expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
      }),
    );
  });

  it('has its numbers at full length, however short DER writes them', () => {
    const short = joseSignature(der([1], [0, 0x80]));
    expect([...short]).toEqual([...new Array<number>(31).fill(0), 1, ...new Array<number>(31).fill(0), 0x80]);
  });

  it.each([
    ['nothing', Uint8Array.of()],
    ['another element', Uint8Array.of(0x31, 6, 2, 1, 1, 2, 1, 1)],
    ['another number', Uint8Array.of(0x30, 6, 4, 1, 1, 2, 1, 1)],
    ['an end before its end', der([1], [1]).subarray(0, 7)],
    ['no second number', Uint8Array.of(0x30, 3, 2, 1, 1)],
    ['an empty number', der([], [1])],
    ['a number of another curve', der(new Array<number>(48).fill(1), new Array<number>(48).fill(1))],
    ['something after it', Uint8Array.of(...der([1], [1]), 0)],
    ['something in it', Uint8Array.of(0x30, 7, 2, 1, 1, 2, 1, 1, 0)],
  ])('is refused where it has %s', (_, bytes) => {
    expect(() => joseSignature(bytes)).toThrow(EcdsaSignatureError);
  });
});
