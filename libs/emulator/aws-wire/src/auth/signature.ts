import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error';
import { splitOnce } from '../split-once';
import { signingAlgorithm } from './authorization';
import type { Authorization } from './authorization';

/** The payload hash of a presigned URL, and of bodies that are not signed. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/**
 * Checks a SigV4 signature ("Signature Version 4 for API requests", IAM user guide).
 * @param request.target path and query exactly as they were sent
 * @param request.payloadHash hex SHA-256 of the body, or the constant that stands for it
 * @throws AwsError `SignatureDoesNotMatch`
 */
export function verifySignature(
  request: { message: IncomingMessage; target: string; payloadHash: string },
  authorization: Authorization,
  secretAccessKey: string,
): void {
  const scope = [authorization.date, authorization.region, authorization.scope, 'aws4_request'];
  const stringToSign = [
    signingAlgorithm,
    authorization.timestamp,
    scope.join('/'),
    sha256(canonicalRequest(request, authorization)),
  ].join('\n');
  const key = scope.reduce<Buffer | string>(
    (previous, part) => hmac(previous, part),
    `AWS4${secretAccessKey}`,
  );
  const expected = hmac(key, stringToSign);
  const given = Buffer.from(authorization.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your secret access key.',
      { status: 403 },
    );
  }
}

function canonicalRequest(
  request: { message: IncomingMessage; target: string; payloadHash: string },
  authorization: Authorization,
): string {
  const { message, target } = request;
  refuseUnsigned(message, authorization.signedHeaders);
  const [path, query] = splitOnce(target, '?');
  const headers = authorization.signedHeaders
    .map((name) => `${name}:${headerValue(message, name)}\n`)
    .join('');
  return [
    message.method,
    canonicalPath(path, authorization.scope),
    canonicalQuery(query),
    headers,
    authorization.signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

/**
 * Who has a presigned URL could otherwise add a header that makes it do something else, with the signer's permissions.
 * Documented: `host` and every `x-amz-` header have to be signed ("Create a signed AWS API request", IAM user guide).
 * Reported: the answer (odysseyscience/react-s3-uploader#110). Guessed: the hash of the body may be missing among them.
 * @throws AwsError AccessDenied
 */
function refuseUnsigned({ headers }: IncomingMessage, signedHeaders: readonly string[]): void {
  const signed = new Set([...signedHeaders, 'x-amz-content-sha256']);
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.has(name));
  if (unsigned.length > 0) {
    throw new AwsError('AccessDenied', 'There were headers present in the request which were not signed', {
      status: 403,
      fields: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
}

/** S3 signs the path as it is sent, the others sign it encoded once more. */
function canonicalPath(path: string, scope: string): string {
  const encode = scope === 's3' ? (part: string) => encodeUri(decodeUri(part)) : encodeUri;
  return path.split('/').map(encode).join('/');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => splitOnce(pair, '='))
    .map(([name, value]): [string, string] => [encodeUri(decodeUri(name)), encodeUri(decodeUri(value))])
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map((pair) => pair.join('='))
    .join('&');
}

function headerValue(message: IncomingMessage, name: string): string {
  const values = message.rawHeaders.filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name,
  );
  return values.map((value) => value.trim().replaceAll(/ +/g, ' ')).join(',');
}

function encodeUri(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI", { cause: error });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
