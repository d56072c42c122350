import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { crc32 } from 'node:zlib';
import { AwsError } from '../aws-error';

interface Digest {
  update(chunk: Buffer): void;
  /** The value in the encoding of the header it is compared with. */
  value(): string;
}

/** A value that the client has computed, and how it is computed; of a trailing one the value comes later. */
interface Expectation {
  readonly header: string;
  readonly digest: Digest;
  readonly code: string;
  readonly value: () => string | undefined;
}

const hexSha256Pattern = /^[0-9a-f]{64}$/;

/** Checksums that are verified. Others (CRC32C, CRC64NVME, XXHash) pass unverified: Node cannot compute them. */
const checksumHeaders = new Map<string, () => Digest>([
  ['x-amz-checksum-crc32', crc32Digest],
  ['x-amz-checksum-sha1', () => hashDigest('sha1', 'base64')],
  ['x-amz-checksum-sha256', () => hashDigest('sha256', 'base64')],
]);

/** Passes a body on and fails at its end when it is not the one that the client has computed digests of. */
export class ChecksumVerifier extends Transform {
  private readonly expectations: readonly Expectation[];

  constructor(headers: IncomingHttpHeaders, trailers: ReadonlyMap<string, string>) {
    super();
    this.expectations = expectationsOf(headers, trailers);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (const { digest } of this.expectations) {
      digest.update(chunk);
    }
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const wrong = this.expectations.find(({ digest, value }) => digest.value() !== value());
    done(wrong === undefined ? null : mismatch(wrong));
  }
}

/** Fails when a body that was read whole is not the one its headers describe. @throws AwsError */
export function verifyChecksums(headers: IncomingHttpHeaders, body: Buffer): void {
  for (const expectation of expectationsOf(headers, new Map())) {
    expectation.digest.update(body);
    if (expectation.digest.value() !== expectation.value()) {
      throw mismatch(expectation);
    }
  }
}

function expectationsOf(headers: IncomingHttpHeaders, trailers: ReadonlyMap<string, string>): Expectation[] {
  const expectations: Expectation[] = [];
  const { 'x-amz-content-sha256': sha256, 'content-md5': md5, 'x-amz-trailer': trailer } = headers;
  if (typeof sha256 === 'string' && hexSha256Pattern.test(sha256)) {
    const code = 'XAmzContentSHA256Mismatch';
    expectations.push({
      header: 'x-amz-content-sha256',
      digest: hashDigest('sha256', 'hex'),
      code,
      value: () => sha256,
    });
  }
  if (typeof md5 === 'string') {
    expectations.push({
      header: 'content-md5',
      digest: hashDigest('md5', 'base64'),
      code: 'BadDigest',
      value: () => md5,
    });
  }
  for (const [header, digest] of checksumHeaders) {
    const given = headers[header];
    if (typeof given === 'string') {
      expectations.push({ header, digest: digest(), code: 'BadDigest', value: () => given });
    } else if (typeof trailer === 'string' && trailer.toLowerCase() === header) {
      expectations.push({ header, digest: digest(), code: 'BadDigest', value: () => trailers.get(header) });
    }
  }
  return expectations;
}

function mismatch({ header, code }: Expectation): AwsError {
  return new AwsError(code, `The ${header} you specified did not match what we received.`, { status: 400 });
}

function hashDigest(algorithm: string, encoding: 'hex' | 'base64'): Digest {
  const hash = createHash(algorithm);
  return { update: (chunk) => void hash.update(chunk), value: () => hash.digest(encoding) };
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update: (chunk) => {
      value = crc32(chunk, value);
    },
    value: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
}
