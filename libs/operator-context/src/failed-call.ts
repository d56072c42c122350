/** Why a call to the cloud failed, as far as the operator can do something about it. */
export type CallFailureKind = 'settings' | 'refused' | 'unreachable';

export interface CallFailure {
  readonly kind: CallFailureKind;
  /** What happened and what to do, in one sentence. */
  readonly message: string;
}

/** Names under which the AWS services and SDK clients report it. */
const noCredentials = new Set(['CredentialsProviderError', 'TokenProviderError']);
const accessRefused = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnauthorizedException',
  'UnrecognizedClientException',
]);
const noConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * Explains an error of an SDK client: of the services, the credentials, and the network.
 * @returns undefined for any other error
 */
export function callFailureOf(error: unknown): CallFailure | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const { name, message } = error;
  if (noCredentials.has(name) || message === 'Region is missing') {
    return {
      kind: 'settings',
      message: `AWS cannot be called: ${message}; set credentials and region as for the AWS CLI, or add --local.`,
    };
  }
  if (accessRefused.has(name)) {
    return {
      kind: 'refused',
      message: `AWS refused the call (${name}): ${message}; use credentials with this permission.`,
    };
  }
  const code = networkCodeOf(error);
  if (name === 'TimeoutError' || code !== undefined) {
    return {
      kind: 'unreachable',
      message:
        `The cloud cannot be reached (${code ?? name}): check the network, and AWS_ENDPOINT_URL if it is set, then ` +
        'run the command again.',
    };
  }
  if (isOverloaded(error)) {
    return {
      kind: 'unreachable',
      message: `The cloud is overloaded (${name}): ${message}; run the command again later.`,
    };
  }
  return undefined;
}

/** Where a name has several addresses and none of them answers, Node.js reports all failures as one AggregateError. */
function networkCodeOf(error: Error): string | undefined {
  const failures: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...failures].map(codeOf).find((code) => code !== undefined && noConnection.has(code));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Throttled, or failing, for longer than the SDK retries. */
function isOverloaded(error: Error): boolean {
  if ('$fault' in error && error.$fault === 'server') {
    return true;
  }
  return /Throttl|TooManyRequests|ProvisionedThroughputExceeded/.test(error.name);
}
