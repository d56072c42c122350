import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error';
import { splitOnce } from '../split-once';

/** What a request says about its signature, from the Authorization header or a presigned URL's query. */
export interface Authorization {
  readonly accessKeyId: string;
  /** yyyymmdd of the credential scope. */
  readonly date: string;
  readonly region: string;
  /** Name the service signs with. */
  readonly scope: string;
  /** Authority the client used, e.g. `127.0.0.1:4566`. */
  readonly host: string;
  /** Time of signing, `yyyymmddThhmmssZ`. */
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Seconds that a presigned URL is valid; a signed header has no such limit. */
  readonly expiresSeconds: number | undefined;
}

export const signingAlgorithm = 'AWS4-HMAC-SHA256';

const longestExpirySeconds = 7 * 24 * 3600;

/**
 * Reads the signature of a request, without judging it.
 * @throws AwsError `MissingAuthenticationTokenException` for a request without one, such as any that a web
 *   page makes, `IncompleteSignatureException` for one that cannot be read
 */
export function readAuthorization(request: IncomingMessage, query: URLSearchParams): Authorization {
  const header = request.headers.authorization;
  if (header !== undefined) {
    return fromHeader(header, request);
  }
  const signature = query.get('X-Amz-Signature');
  if (signature !== null) {
    return fromQuery(query, signature, request);
  }
  throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', { status: 403 });
}

function fromHeader(header: string, request: IncomingMessage): Authorization {
  if (!header.startsWith(`${signingAlgorithm} `)) {
    throw incomplete(`the algorithm must be ${signingAlgorithm}`);
  }
  const parts = new Map(
    header
      .slice(signingAlgorithm.length)
      .split(',')
      .map((part) => splitOnce(part.trim(), '=')),
  );
  const signature = parts.get('Signature');
  if (signature === undefined) {
    throw incomplete("Authorization header requires 'Signature' parameter");
  }
  return {
    ...credentialScope(parts.get('Credential')),
    host: hostOf(request),
    signedHeaders: headerNames(parts.get('SignedHeaders')),
    signature,
    timestamp: single(request.headers['x-amz-date']) ?? timestampOf(request.headers.date),
    sessionToken: single(request.headers['x-amz-security-token']),
    expiresSeconds: undefined,
  };
}

function fromQuery(query: URLSearchParams, signature: string, request: IncomingMessage): Authorization {
  if (query.get('X-Amz-Algorithm') !== signingAlgorithm) {
    throw incomplete(`X-Amz-Algorithm must be ${signingAlgorithm}`);
  }
  const expiresSeconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 0 || expiresSeconds > longestExpirySeconds) {
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 0 and 604800 seconds',
    );
  }
  const timestamp = query.get('X-Amz-Date');
  if (timestamp === null) {
    throw incomplete('the URL has no X-Amz-Date');
  }
  return {
    ...credentialScope(query.get('X-Amz-Credential') ?? undefined),
    host: hostOf(request),
    signedHeaders: headerNames(query.get('X-Amz-SignedHeaders') ?? undefined),
    signature,
    timestamp,
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expiresSeconds,
  };
}

function credentialScope(credential: string | undefined) {
  const [accessKeyId, date, region, scope, terminator] = credential?.split('/') ?? [];
  if (accessKeyId === undefined || date === undefined || region === undefined || scope === undefined) {
    throw incomplete('Credential must be <access key id>/<date>/<region>/<service>/aws4_request');
  }
  if (terminator !== 'aws4_request') {
    throw incomplete("Credential must end in 'aws4_request'");
  }
  return { accessKeyId, date, region, scope };
}

/** HTTP/1.0 has requests without one. */
function hostOf({ headers: { host } }: IncomingMessage): string {
  if (host === undefined) {
    throw incomplete('the request has no Host header, which has to be signed');
  }
  return host;
}

/** The host is always signed, so that a signature is good for one place only. */
function headerNames(names: string | undefined): readonly string[] {
  const list = names?.toLowerCase().split(';') ?? [];
  if (!list.includes('host')) {
    throw incomplete("'host' must be a signed header");
  }
  return list;
}

function timestampOf(date: string | undefined): string {
  const millis = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(millis)) {
    throw incomplete('the request has no X-Amz-Date');
  }
  return new Date(millis).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function incomplete(what: string): AwsError {
  return new AwsError('IncompleteSignatureException', `Authorization is not of the expected form: ${what}`, {
    status: 403,
  });
}
