import fc from 'fast-check';
import { cbor } from '@smithy/core/cbor';
import { checkCbor } from './check-cbor';

const read = (...bytes: number[]) => checkCbor(Buffer.from(bytes));

describe('a body of CBOR', () => {
  it('is taken, whatever it has in it', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array(),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        expect(() => checkCbor(Buffer.from(cbor.serialize(any)))).not.toThrow();
      }),
    );
  });

  it('may announce no length, and have a tag', () => {
    expect(() => read(0xbf, 0x61, 0x61, 0x9f, 0x01, 0xff, 0xff)).not.toThrow();
    expect(() => read(0xc1, 0x1a, 0x60, 0x00, 0x00, 0x00)).not.toThrow();
  });

  it.each<[string, number[]]>([
    ['is empty', []],
    ['is cut', [0x62, 0x61]],
    ['goes on behind its end', [0x01, 0x01]],
    ['announces a list longer than itself', [0x9a, 0x02, 0x00, 0x00, 0x00, 0x01]],
    ['announces a map longer than itself', [0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['announces a text longer than itself', [0x7b, 0, 0, 0, 1, 0, 0, 0, 0]],
    ['does not end', [0x9f, 0x01]],
    ['ends what has not begun', [0xff]],
    ['is nested deeply', [...Array.from({ length: 100 }, () => 0x81), 0x01]],
  ])('is refused when it %s', (_what, bytes) => {
    expect(() => read(...bytes)).toThrow('is not of the form that the operation defines');
  });

  it('is read or refused, and nothing else, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          checkCbor(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ code: 'SerializationException' });
        }
      }),
    );
  });
});
