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
import { defined } from '@fleet/optional-members';
import type { NextStep } from './next-step';
import { PartlyDoneError, RefusedError, UsageError } from './operator-errors';

/** Who can do something about an error: who asked, who decides, who waits; or nobody but we. */
export type FailureKind = 'usage' | 'refused' | 'unreachable' | 'unexpected';

/** What an error is to the operator. */
export interface Failure {
  readonly kind: FailureKind;
  /** What happened, to what, and what to do where that is no step of its own. */
  readonly message: string;
  readonly next?: NextStep;
}

type ErrorKind = abstract new (...args: never[]) => Error;

const kinds: readonly (readonly [ErrorKind, FailureKind])[] = [
  [UsageError, 'usage'],
  [InadmissibleSerialError, 'usage'],
  [InvalidCertDateError, 'usage'],
  [InvalidFleetConfigError, 'usage'],
  [InvalidResourceTagError, 'usage'],
  [UnreadableConfigError, 'usage'],
  [InvalidEndpointError, 'usage'],
  [NobodyToAskError, 'usage'],
  [NotConfirmedError, 'refused'],
  [RefusedError, 'refused'],
  [UnknownDeviceError, 'refused'],
  [LocalCloudNotRunningError, 'unreachable'],
];

const kindsOfCalls: Readonly<Record<CallFailureKind, FailureKind>> = {
  settings: 'usage',
  refused: 'refused',
  unreachable: 'unreachable',
};

/** Says of any error in one sentence what happened and what to do. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { message: String(error), kind: 'unexpected' };
  }
  const { message } = error;
  if (error instanceof PartlyDoneError) {
    return { message, kind: error.allRefused ? 'refused' : 'unexpected' };
  }
  const known = kinds.find(([kind]) => error instanceof kind);
  if (known === undefined) {
    return failureOfCall(error);
  }
  const next = error instanceof UsageError || error instanceof RefusedError ? error.next : undefined;
  return { message, kind: known[1], ...defined({ next }) };
}

function failureOfCall(error: Error): Failure {
  if (isProgramFault(error)) {
    return { message: errorInWords(error), kind: 'unexpected' };
  }
  const failure = callFailureOf(error);
  if (failure !== undefined) {
    return { message: failure.message, kind: kindsOfCalls[failure.kind] };
  }
  const { name, message } = error;
  return { message: name === 'Error' ? message : `${name}: ${message}`, kind: 'unexpected' };
}
