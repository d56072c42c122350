import fc from 'fast-check';

import { parseSerial } from '../serial/serial';
import { claimClientId, isClaimClientId } from './claim-client-id';

describe('a claim client id', () => {
  it('is the prefix and sixteen hexadecimal digits', () => {
    expect(claimClientId(Uint8Array.of(0, 1, 2, 0x0f, 0x10, 0xab, 0xfe, 0xff))).toBe(
      'claim:0001020f10abfeff',
    );
  });

  it('is recognised, and never admitted as a serial', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (random) => {
        const clientId = claimClientId(random);
        expect(isClaimClientId(clientId)).toBe(true);
        expect(() => parseSerial(clientId)).toThrow('reserved for claim connections');
      }),
    );
  });

  it('refuses to be made of less randomness', () => {
    expect(() => claimClientId(new Uint8Array(7))).toThrow(
      new RangeError('A claim client id takes 8 random bytes, not 7.'),
    );
  });

  it.each([
    'claim:',
    'claim:0001020F10ABFEFF',
    'claim:0001020f10abfeff0',
    'reclaim:0001020f10abfeff',
    'sensor-1',
  ])('is not %s', (clientId) => {
    expect(isClaimClientId(clientId)).toBe(false);
  });
});
