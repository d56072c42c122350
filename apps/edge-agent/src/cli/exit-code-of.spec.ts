import * as protocol from '@fleet/provisioning-protocol';
import * as connection from '../connection/connection-errors';
import { InvalidProxyError } from '../connection/proxy';
import { ControlError } from '../control/control-client';
import { DeviceFolderError, FileUnreadableError } from '../device/device-folder';
import { FolderBusyError } from '../identity/folder-lock';
import { IdentityStorageError } from '../identity/storage-error';
import { InvalidListenAddressError } from '../local-endpoint/listen-address';
import { SocketPlaceError } from '../local-endpoint/socket-place';
import { TokenRefusedError } from '../provisioning/obtain-identity';
import { IdentitiesRefusedError, StillSpreadingError } from '../provisioning/own-identities';
import { SwitchRefusedError } from '../rotation/rotate-identity';
import { UnusualPathError } from '../service/service-definition';
import { DeadlineError } from '../timing/deadline';
import { exitCodeOf } from './exit-code-of';
import { exitCodes } from './exit-codes';
import { NotProvisionedError, UsageError } from './usage-error';

/** An error as the one of that class names itself: by the name of the class, which the bundle keeps. */
function named({ name }: { readonly name: string }): Error {
  return Object.assign(new Error('It has failed.'), { name });
}

const provisioningErrors = Object.values(protocol).flatMap((exported: unknown) =>
  typeof exported === 'function' && exported.prototype instanceof protocol.ProvisioningError
    ? [exported]
    : [],
);

describe('the exit code of a failure', () => {
  it.each([
    [exitCodes.configuration, [DeviceFolderError, FileUnreadableError, UsageError, InvalidProxyError]],
    [exitCodes.configuration, [UnusualPathError, InvalidListenAddressError, SocketPlaceError]],
    [exitCodes.refused, [IdentitiesRefusedError, connection.ConnectionRefusedError]],
    [exitCodes.refused, [connection.OperationRefusedError]],
    [exitCodes.unreachable, [connection.UnansweredError, connection.UnreachableError]],
    [exitCodes.unreachable, [connection.ServerNotTrustedError, connection.DisconnectedError]],
    [exitCodes.notInTime, [StillSpreadingError, SwitchRefusedError, TokenRefusedError, DeadlineError]],
    [exitCodes.notInTime, [connection.UnacknowledgedError, ControlError]],
    [exitCodes.busy, [FolderBusyError]],
    [exitCodes.storage, [IdentityStorageError]],
    [exitCodes.notProvisioned, [NotProvisionedError]],
  ])('is %i for %p', (code, classes) => {
    expect(classes.map((each) => exitCodeOf(named(each)))).toEqual(classes.map(() => code));
  });

  it('says of each failure of the provisioning protocol that it was not done in time', () => {
    expect(provisioningErrors.length).toBeGreaterThan(7);
    expect(provisioningErrors.filter((each) => exitCodeOf(named(each)) !== exitCodes.notInTime)).toEqual([]);
  });

  it('is that of a refusal where the cloud, or the running agent, has said no', () => {
    const rejected = Object.assign(named(protocol.RequestRejectedError), { statusCode: 403 });
    expect(exitCodeOf(rejected)).toBe(exitCodes.refused);
    expect(exitCodeOf(Object.assign(named(ControlError), { refused: true }))).toBe(exitCodes.refused);
  });

  it.each([[new TypeError('a fault')], ['no error'], [undefined]])('is 1 for a fault: %p', (fault) => {
    expect(exitCodeOf(fault)).toBe(exitCodes.unexpected);
  });
});
