import { decode, encode, Tokenizer } from 'cborg';
import { PayloadError, type PayloadCodec } from './payload';

/** An answer is a map with at most one map in it; more nesting is an attempt to exhaust the stack. */
const mostContainers = 16;

/** CBOR, RFC 8949. */
export const cbor: PayloadCodec = {
  name: 'CBOR',
  encode: (value) => encode(value),
  decode: (bytes): unknown => {
    // Not `strict`: that would refuse lengths in more bytes than needed, which RFC 8949 allows and the encoders
    // of Java services write for strings of middle length. Indefinite-length maps are common for the same reason.
    const options = { allowUndefined: false, allowBigInt: false, rejectDuplicateMapKeys: true };
    return decode(bytes, { ...options, tokenizer: new BoundedTokenizer(bytes, options) });
  },
};

/** The decoder recurses into containers, so a bound on their number is a bound on the depth. */
class BoundedTokenizer extends Tokenizer {
  private containers = 0;

  override next(): ReturnType<Tokenizer['next']> {
    const token = super.next();
    if (!token.type.terminal) {
      this.containers += 1;
    }
    if (this.containers > mostContainers) {
      throw new PayloadError(`more than ${mostContainers} maps and arrays`);
    }
    return token;
  }
}
