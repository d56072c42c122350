import { failureOf, NotDeployedError, PartlyDoneError } from '@fleet/fleet-operations';
import { LocalCloudNotRunningError, LocalCloudRefusedError } from '@fleet/local-endpoints';
import { ApiError } from './api-error';
import { withSequel } from './next-clicks';

/** Names under which AWS services and the SDK say so. */
const expired = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'CredentialsProviderError',
  'TokenProviderError',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedException',
  'UnauthorizedOperation',
]);

/** As AWS words it: `User: arn:… is not authorized to perform: iot:GetStatistics on resource: …`. */
const missing = /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9*]+)/;

const renew =
  'Renew them as you do for the AWS CLI (aws sso login, for example); the console then goes on by itself. If they came ' +
  'from environment variables, or from a file with a session token, start it again with new ones.';

/** What an error of the cloud, or of an operation, is to the page. @param isLocal whether the cloud is local-cloud */
export function failureOfError(error: unknown, isLocal: boolean): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  const { name, message: words } =
    error instanceof Error ? error : { name: 'unknown', message: String(error) };
  const failure = failureOf(error);
  const message = withSequel(words, failure.next);
  if (expired.has(name)) {
    return new ApiError(
      'expired-credentials',
      `AWS does not take your credentials (${name}): ${message} ${renew}`,
    );
  }
  if (denied.has(name)) {
    return deniedBy(message);
  }
  if (error instanceof NotDeployedError) {
    return new ApiError('not-deployed', message);
  }
  if (error instanceof PartlyDoneError && !error.allRefused) {
    return new ApiError('partly', message);
  }
  if (error instanceof LocalCloudRefusedError) {
    return new ApiError('refused', message);
  }
  if (isLocal && (failure.kind === 'unreachable' || error instanceof LocalCloudNotRunningError)) {
    return new ApiError(
      'unreachable',
      'local-cloud does not answer. Start it again with npm run local-cloud; this page then goes on by itself.',
    );
  }
  return new ApiError(failure.kind, withSequel(failure.message, failure.next));
}

function deniedBy(message: string): ApiError {
  const [, permission] = missing.exec(message) ?? [];
  const what = permission === undefined ? 'this' : permission;
  return new ApiError(
    'denied',
    `AWS does not let you do ${what}: ${message} Ask for this permission, or use credentials that have it.`,
    undefined,
    permission,
  );
}
