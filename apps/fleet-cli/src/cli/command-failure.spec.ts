import { CommanderError } from 'commander';
import { UnknownDeviceError } from '@fleet/device-registry';
import { LocalCloudNotRunningError } from '@fleet/local-endpoints';
import { exitCodeHelp, exitCodes } from './exit-codes';
import { PartlyDoneError, RefusedError, UsageError } from '@fleet/fleet-operations';
import { commandFailureOf } from './command-failure';

const named = (name: string, extra: object = {}) => Object.assign(new Error('why'), { name, ...extra });

describe('the exit code', () => {
  it.each([
    ['help that was asked for', new CommanderError(0, 'commander.help', ''), 0],
    ['wrong usage', new CommanderError(1, 'commander.unknownOption', ''), 2],
    ['a value that is wrong', new UsageError('no'), 2],
    ['credentials that are not there', named('CredentialsProviderError'), 2],
    ['a refusal', new RefusedError('no'), 3],
    ['a device that is not there', new UnknownDeviceError('s'), 3],
    ['AWS refusing the operator', named('AccessDeniedException'), 3],
    ['a part that was refused', new PartlyDoneError('some', true), 3],
    ['a part that failed', new PartlyDoneError('some', false), 1],
    ['no local-cloud', new LocalCloudNotRunningError('/data'), 4],
    ['nobody there', named('Error', { code: 'ECONNREFUSED' }), 4],
    ['no answer', named('TimeoutError'), 4],
    ['throttling for too long', named('ThrottlingException'), 4],
    ['a service that fails', named('InternalFailureException', { $fault: 'server' }), 4],
    ['anything else', named('TypeError'), 1],
  ])('of %s has an exit code of its own', (_what, error, exitCode) => {
    expect(commandFailureOf(error)).toEqual({ exitCode, message: expect.any(String) });
  });

  it('of a fault of this program is 1, and says where it is', () => {
    const { message, exitCode } = commandFailureOf(new TypeError('x is not a function'));
    expect(message).toMatch(/^TypeError: x is not a function\n +at .*command-failure\.spec/);
    expect(exitCode).toBe(1);
  });

  it('is of a refusal with what to do by the command that does it', () => {
    const blocked = new RefusedError('s is blocked.', { next: { step: 'unblock', serial: 's' } });
    expect(commandFailureOf(blocked).message).toBe('s is blocked. What to do: devices unblock s.');
    const cursor = new UsageError('No such place.', { next: { step: 'begin-list-anew' } });
    expect(commandFailureOf(cursor).message).toBe('No such place. What to do: leave --after out.');
  });

  it('is explained by --help, each and no other', () => {
    const codes = Object.values(exitCodes).map(String);
    expect([...exitCodeHelp.matchAll(/^ {2}(\d) /gm)].map(([, code]) => code)).toEqual(codes);
  });
});
