import { CommanderError } from 'commander';
import { ProvisioningError } from '@fleet/provisioning-protocol';
import {
  ConnectionRefusedError,
  DisconnectedError,
  OperationRefusedError,
  ServerNotTrustedError,
  UnacknowledgedError,
  UnansweredError,
  UnreachableError,
} from '../connection/connection-errors';
import { InvalidProxyError } from '../connection/proxy';
import { ControlError } from '../control/control-client';
import { DeviceFolderError, FileUnreadableError } from '../device/device-folder';
import { FolderBusyError } from '../identity/folder-lock';
import { IdentityStorageError } from '../identity/storage-error';
import { InvalidListenAddressError } from '../local-endpoint/listen-address';
import { SocketPlaceError } from '../local-endpoint/socket-place';
import { NotDoneInTimeError } from '../provisioning/patience';
import { TokenRefusedError } from '../provisioning/obtain-identity';
import { IdentitiesRefusedError, StillSpreadingError } from '../provisioning/own-identities';
import { SwitchRefusedError } from '../rotation/rotate-identity';
import { DeadlineError } from '../timing/deadline';
import { StoppedError } from './stop-signals';
import { UnusualPathError } from '../service/service-definition';
import { NotProvisionedError, UsageError } from './usage-error';

/** What a command's end means to the script that called it. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  configuration: 2,
  refused: 3,
  unreachable: 4,
  notInTime: 5,
  busy: 6,
  storage: 7,
  notProvisioned: 8,
} as const;

export const exitCodeHelp = `
Exit codes:
  0  done
  1  unexpected failure
  2  wrong usage, or something in the device's folder is wrong
  3  the cloud refused: the device is blocked, not on record, revoked or not due for rotation, or the cloud's
     hook has failed; try again later
  4  the endpoint cannot be reached, does not answer, or is not trusted
  5  not done in time: run the command again to continue
  6  another agent is running in the folder, and cannot take the command
  7  the identity folder cannot be read or written (disk full, permissions)
  8  the device is not provisioned yet
  128+n  ended by signal n before it was done (\`run\` ends with 0)
`;

/** A stable number for each kind of failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof NotDoneInTimeError) {
    const code = exitCodeOf(error.lastFailure);
    return code === exitCodes.unexpected ? exitCodes.notInTime : code;
  }
  if (error instanceof StoppedError) {
    return error.exitCode;
  }
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.configuration;
  }
  if (error instanceof ProvisioningError) {
    return error.statusCode === 403 ? exitCodes.refused : exitCodes.notInTime;
  }
  if (error instanceof ControlError) {
    return error.refused ? exitCodes.refused : exitCodes.notInTime;
  }
  return kinds.find(([kind]) => error instanceof kind)?.[1] ?? exitCodes.unexpected;
}

type ErrorKind = abstract new (...args: never[]) => Error;

const kinds: readonly (readonly [ErrorKind, number])[] = [
  [DeviceFolderError, exitCodes.configuration],
  [FileUnreadableError, exitCodes.configuration],
  [UsageError, exitCodes.configuration],
  [InvalidProxyError, exitCodes.configuration],
  [UnusualPathError, exitCodes.configuration],
  [InvalidListenAddressError, exitCodes.configuration],
  [SocketPlaceError, exitCodes.configuration],
  [IdentitiesRefusedError, exitCodes.refused],
  [ConnectionRefusedError, exitCodes.refused],
  [OperationRefusedError, exitCodes.refused],
  [UnansweredError, exitCodes.unreachable],
  [UnreachableError, exitCodes.unreachable],
  [ServerNotTrustedError, exitCodes.unreachable],
  [DisconnectedError, exitCodes.unreachable],
  [StillSpreadingError, exitCodes.notInTime],
  [SwitchRefusedError, exitCodes.notInTime],
  [TokenRefusedError, exitCodes.notInTime],
  [DeadlineError, exitCodes.notInTime],
  [UnacknowledgedError, exitCodes.notInTime],
  [FolderBusyError, exitCodes.busy],
  [IdentityStorageError, exitCodes.storage],
  [NotProvisionedError, exitCodes.notProvisioned],
];
