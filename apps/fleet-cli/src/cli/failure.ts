import { UnknownDeviceError } from '@fleet/device-registry';
import {
  InadmissibleSerialError,
  InvalidFleetConfigError,
  InvalidResourceTagError,
} from '@fleet/fleet-contract';
import { InvalidCertDateError } from '@fleet/cert-dates';
import { LocalCloudNotRunningError } from '@fleet/local-endpoints';
import { errorInWords, isProgramFault } from '@fleet/program-faults';
import { NobodyToAskError, NotConfirmedError, UnreadableConfigError } from '@fleet/operator-context';
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes';
import { PartlyDoneError, RefusedError, UsageError } from './operator-errors';

/** What an error is to the operator. */
export interface Failure {
  readonly message: string;
  readonly exitCode: ExitCode;
}

type ErrorKind = abstract new (...args: never[]) => Error;

const kinds: readonly (readonly [ErrorKind, ExitCode])[] = [
  [UsageError, exitCodes.usage],
  [InadmissibleSerialError, exitCodes.usage],
  [InvalidCertDateError, exitCodes.usage],
  [InvalidFleetConfigError, exitCodes.usage],
  [InvalidResourceTagError, exitCodes.usage],
  [UnreadableConfigError, exitCodes.usage],
  [NobodyToAskError, exitCodes.usage],
  [NotConfirmedError, exitCodes.refused],
  [RefusedError, exitCodes.refused],
  [UnknownDeviceError, exitCodes.refused],
  [LocalCloudNotRunningError, exitCodes.unreachable],
];

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

/** Says of any error in one sentence what happened and what to do. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { message: String(error), exitCode: exitCodes.unexpected };
  }
  const { message } = error;
  if (error instanceof CommanderError) {
    return { message, exitCode: error.exitCode === 0 ? exitCodes.done : exitCodes.usage };
  }
  if (error instanceof PartlyDoneError) {
    return { message, exitCode: error.allRefused ? exitCodes.refused : exitCodes.unexpected };
  }
  const known = kinds.find(([kind]) => error instanceof kind);
  return known === undefined ? failureOfCall(error) : { message, exitCode: known[1] };
}

/** An error of an SDK client: the services' own, and those of credentials and network. */
function failureOfCall(error: Error): Failure {
  if (isProgramFault(error)) {
    return { message: errorInWords(error), exitCode: exitCodes.unexpected };
  }
  const { name, message } = error;
  if (noCredentials.has(name) || message === 'Region is missing') {
    return {
      message: `AWS cannot be called: ${message}; set credentials and region as for the AWS CLI, or add --local.`,
      exitCode: exitCodes.usage,
    };
  }
  if (accessRefused.has(name)) {
    return {
      message: `AWS refused the call (${name}): ${message}; use credentials with this permission.`,
      exitCode: exitCodes.refused,
    };
  }
  if (name === 'TimeoutError' || noConnection.has(codeOf(error))) {
    return {
      message: `The cloud cannot be reached (${codeOf(error) || name}): check the network, then run the command again.`,
      exitCode: exitCodes.unreachable,
    };
  }
  if (isOverloaded(error)) {
    return {
      message: `The cloud is overloaded (${name}): ${message}; run the command again later.`,
      exitCode: exitCodes.unreachable,
    };
  }
  return { message: name === 'Error' ? message : `${name}: ${message}`, exitCode: exitCodes.unexpected };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Throttled, or failing, for longer than the SDK retries. */
function isOverloaded(error: Error): boolean {
  if ('$fault' in error && error.$fault === 'server') {
    return true;
  }
  return /Throttl|TooManyRequests|ProvisionedThroughputExceeded/.test(error.name);
}
