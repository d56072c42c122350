import { exitCodes } from './exit-codes';
import { StoppedError } from './stop-signals';

/**
 * A stable number for each kind of failure. Kinds are known by their names: most of their classes are in parts of the
 * program that are not loaded where they cannot have been thrown.
 */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) {
    return exitCodes.unexpected;
  }
  if (error instanceof StoppedError) {
    return error.exitCode;
  }
  if (isRefusal(error)) {
    return exitCodes.refused;
  }
  if (error.name === 'NotDoneInTimeError') {
    const code = exitCodeOf('lastFailure' in error ? error.lastFailure : undefined);
    return code === exitCodes.unexpected ? exitCodes.notInTime : code;
  }
  return kinds.get(error.name) ?? exitCodes.unexpected;
}

/** By the cloud itself, or by the running agent, which had its word. */
function isRefusal(error: Error): boolean {
  return (
    (error.name === 'RequestRejectedError' && 'statusCode' in error && error.statusCode === 403) ||
    (error.name === 'ControlError' && 'refused' in error && error.refused === true)
  );
}

const kinds: ReadonlyMap<string, number> = new Map([
  ['DeviceFolderError', exitCodes.configuration],
  ['FileUnreadableError', exitCodes.configuration],
  ['UsageError', exitCodes.configuration],
  ['InvalidProxyError', exitCodes.configuration],
  ['UnusualPathError', exitCodes.configuration],
  ['InvalidListenAddressError', exitCodes.configuration],
  ['SocketPlaceError', exitCodes.configuration],
  ['IdentitiesRefusedError', exitCodes.refused],
  ['ConnectionRefusedError', exitCodes.refused],
  ['OperationRefusedError', exitCodes.refused],
  ['UnansweredError', exitCodes.unreachable],
  ['UnreachableError', exitCodes.unreachable],
  ['ServerNotTrustedError', exitCodes.unreachable],
  ['DisconnectedError', exitCodes.unreachable],
  ['StillSpreadingError', exitCodes.notInTime],
  ['SwitchRefusedError', exitCodes.notInTime],
  ['TokenRefusedError', exitCodes.notInTime],
  ['DeadlineError', exitCodes.notInTime],
  ['UnacknowledgedError', exitCodes.notInTime],
  ['ControlError', exitCodes.notInTime],
  ['RequestRejectedError', exitCodes.notInTime],
  ['AnswerTimeoutError', exitCodes.notInTime],
  ['ConnectionLostError', exitCodes.notInTime],
  ['TransportError', exitCodes.notInTime],
  ['MalformedAnswerError', exitCodes.notInTime],
  ['KeyMismatchError', exitCodes.notInTime],
  ['RequestConflictError', exitCodes.notInTime],
  ['InvalidRequestError', exitCodes.notInTime],
  ['ProvisioningAbortedError', exitCodes.notInTime],
  ['FolderBusyError', exitCodes.busy],
  ['IdentityStorageError', exitCodes.storage],
  ['NotProvisionedError', exitCodes.notProvisioned],
]);
