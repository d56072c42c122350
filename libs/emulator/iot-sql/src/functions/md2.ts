/** RFC 1319: a permutation of 0 to 255 that is made of the digits of pi. */
const substitution = Buffer.from(
  '292e43c9a2d87c013d3654a1ecf0061362a705f3c0c7738c98932bd9bc4c82ca1e9b573cfdd4e01667426f188a17e512be4ec4d6da9ede49' +
    'a0fbf58ebb2fee7aa968799115b2073f94c210890b225f21807f5d9a5a903227353ecce7bff79703ff1930b348a5b5d1d75e922aac56aac6' +
    '4fb838d296a47db676fc6be29c7404f1459d705964718720865bcf65e62da8021b6025adaeb0b9f61c46616934407e0f5547a323dd51af3a' +
    'c35cf9cebac5ea262c530d6e85288409d3dfcdf441814d526adc37c86cc1abfa24e17b080cbdb14a7888958be363e86de9cbd5fe3b001d39' +
    'f2efb70e6658d0e4a67772f8eb754b0a314450b48fed1f1adb998d339f118314',
  'hex',
);
const blockBytes = 16;
const stateBytes = 48;
const rounds = 18;

/** The hash MD2 (RFC 1319), which OpenSSL has no longer. It protects nothing: rules can ask for it. */
export function md2(message: Uint8Array): Uint8Array {
  const padded = withPadding(message);
  const state = new Uint8Array(stateBytes);
  for (const block of [...blocksOf(padded), checksumOf(padded)]) {
    mix(state, block);
  }
  return state.slice(0, blockBytes);
}

function withPadding(message: Uint8Array): Uint8Array {
  const missing = blockBytes - (message.length % blockBytes);
  return Buffer.concat([message, Buffer.alloc(missing, missing)]);
}

function blocksOf(padded: Uint8Array): Uint8Array[] {
  return Array.from({ length: padded.length / blockBytes }, (_none, index) =>
    padded.subarray(index * blockBytes, (index + 1) * blockBytes),
  );
}

function checksumOf(padded: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(blockBytes);
  let last = 0;
  padded.forEach((byte, index) => {
    const place = index % blockBytes;
    last = at(checksum, place) ^ substitute(byte ^ last);
    checksum[place] = last;
  });
  return checksum;
}

function mix(state: Uint8Array, block: Uint8Array): void {
  block.forEach((byte, index) => {
    state[blockBytes + index] = byte;
    state[2 * blockBytes + index] = byte ^ at(state, index);
  });
  let last = 0;
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < stateBytes; index++) {
      last = at(state, index) ^ substitute(last);
      state[index] = last;
    }
    last = (last + round) % 256;
  }
}

function substitute(byte: number): number {
  return at(substitution, byte);
}

function at(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) {
    throw new RangeError(`There is no byte ${index} among ${bytes.length}.`);
  }
  return byte;
}
