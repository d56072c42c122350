import { UnknownDeviceError } from '@fleet/device-registry';
import {
  InadmissibleSerialError,
  InvalidFleetConfigError,
  InvalidResourceTagError,
} from '@fleet/fleet-contract';
import { InvalidCertDateError } from '@fleet/cert-dates';
import { LocalCloudNotRunningError } from '@fleet/local-endpoints';
import { errorInWords, isProgramFault } from '@fleet/program-faults';
import {
  callFailureOf,
  InvalidEndpointError,
  NobodyToAskError,
  NotConfirmedError,
  UnreadableConfigError,
  type CallFailureKind,
} from '@fleet/operator-context';
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
  [InvalidEndpointError, exitCodes.usage],
  [NobodyToAskError, exitCodes.usage],
  [NotConfirmedError, exitCodes.refused],
  [RefusedError, exitCodes.refused],
  [UnknownDeviceError, exitCodes.refused],
  [LocalCloudNotRunningError, exitCodes.unreachable],
];

const exitCodesOfCalls: Readonly<Record<CallFailureKind, ExitCode>> = {
  settings: exitCodes.usage,
  refused: exitCodes.refused,
  unreachable: exitCodes.unreachable,
};

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

function failureOfCall(error: Error): Failure {
  if (isProgramFault(error)) {
    return { message: errorInWords(error), exitCode: exitCodes.unexpected };
  }
  const failure = callFailureOf(error);
  if (failure !== undefined) {
    return { message: failure.message, exitCode: exitCodesOfCalls[failure.kind] };
  }
  const { name, message } = error;
  return { message: name === 'Error' ? message : `${name}: ${message}`, exitCode: exitCodes.unexpected };
}
