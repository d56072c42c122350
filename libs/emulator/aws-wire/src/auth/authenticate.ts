import type { IncomingMessage } from 'node:http';
import type { Clock } from '@fleet/emulator-clock';
import { AwsError } from '../aws-error';
import type { Authorization } from './authorization';
import { verifySignature } from './signature';

/** A key that requests may be signed with. */
export interface SigningKey {
  readonly secretAccessKey: string;
  /** Temporary credentials are only good together with their session token. */
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type SigningKeyLookup = (accessKeyId: string) => SigningKey | undefined;

/** Services that are one for all regions; their clients sign for this region. */
const globalScopes = new Set(['iam', 'sts', 's3']);
const globalRegion = 'us-east-1';

/**
 * Checks who signed the request, for where, and until when it is good. How old a signed header may be is not
 * checked: the cloud's time can be set far from its clients'.
 */
export function authenticate(
  request: { message: IncomingMessage; target: string; payloadHash: string },
  authorization: Authorization,
  cloud: { region: string; clock: Clock; signingKey: SigningKeyLookup; anyCredentials?: boolean | undefined },
): void {
  const key = cloud.signingKey(authorization.accessKeyId);
  if (key === undefined) {
    // A web page may send what it likes to the machine that it is shown on, and only the signature keeps it out.
    if (cloud.anyCredentials !== true || isFromBrowser(request.message)) {
      throw unknownKey(authorization.scope);
    }
    checkRegion(authorization, cloud.region);
    checkPresignedExpiry(authorization, cloud.clock);
    return;
  }
  verifySignature(request, authorization, key.secretAccessKey);
  checkRegion(authorization, cloud.region);
  checkSession(authorization, key, cloud.clock);
  checkPresignedExpiry(authorization, cloud.clock);
}

/** By what browsers add to the requests of web pages, and the SDKs do not. */
function isFromBrowser({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

function checkRegion({ region, scope }: Authorization, ownRegion: string): void {
  if (region === ownRegion || (region === globalRegion && globalScopes.has(scope))) {
    return;
  }
  throw new AwsError(
    'InvalidSignatureException',
    `Credential should be scoped to a valid region: this cloud is '${ownRegion}', not '${region}'`,
    { status: 403 },
  );
}

function checkSession(authorization: Authorization, key: SigningKey, clock: Clock): void {
  if (authorization.sessionToken !== key.sessionToken) {
    const code = authorization.scope === 's3' ? 'InvalidToken' : 'InvalidClientTokenId';
    throw new AwsError(code, 'The security token included in the request is invalid', { status: 403 });
  }
  if (key.expiration !== undefined && key.expiration.getTime() <= clock.nowMillis()) {
    const code = authorization.scope === 's3' ? 'ExpiredToken' : 'ExpiredTokenException';
    throw new AwsError(code, 'The security token included in the request is expired', { status: 403 });
  }
}

function checkPresignedExpiry({ expiresSeconds, timestamp }: Authorization, clock: Clock): void {
  if (expiresSeconds === undefined) {
    return;
  }
  const signedMillis = Date.parse(
    timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!(signedMillis + expiresSeconds * 1000 > clock.nowMillis())) {
    throw new AwsError('AccessDenied', 'Request has expired', { status: 403 });
  }
}

function unknownKey(scope: string): AwsError {
  return scope === 's3'
    ? new AwsError(
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
        {
          status: 403,
        },
      )
    : new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', {
        status: 403,
      });
}
