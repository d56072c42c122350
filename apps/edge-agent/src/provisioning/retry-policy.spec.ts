import { RequestRejectedError } from '@fleet/provisioning-protocol';
import { ConnectionRefusedError, UnansweredError, UnreachableError } from '../connection/connection-errors';
import { DeviceFolderError, FileUnreadableError } from '../device/device-folder';
import { IdentitiesRefusedError } from './own-identities';
import { RetryPolicy } from './retry-policy';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('when a device tries again', () => {
  /** The shortest and the longest wait, after so many failures that the ceiling grows no further. */
  const inTheEnd = (device: 'proven once' | 'new', failure: Error): (number | undefined)[] =>
    [0, 0.999_999_999].map((chance) => {
      let now = 0;
      const retries = new RetryPolicy(
        { random: () => chance, elapsed: () => now },
        () => device === 'proven once',
      );
      return Array.from({ length: 200 }, () => {
        const wait = retries.waitAfter(failure);
        now += wait ?? 0;
        return wait;
      }).at(-1);
    });

  const refused = new ConnectionRefusedError('device-1', 'answer', 'the server answers with 135');
  const noneLetIn = new IdentitiesRefusedError('none is let in');
  const forbidden = new RequestRejectedError('RegisterThing', {
    statusCode: 403,
    errorCode: 'AccessDenied',
    errorMessage: 'no',
  });

  it('is at any moment of a quarter of an hour, where a device that was proven once is refused', () => {
    expect(inTheEnd('proven once', refused)).toEqual([0, 15 * minute]);
    expect(inTheEnd('proven once', noneLetIn)).toEqual([0, 15 * minute]);
    expect(inTheEnd('new', noneLetIn)).toEqual([0, 15 * minute]);
  });

  it('is within a day where the claim of a new device is refused, or a request', () => {
    expect(inTheEnd('new', refused)).toEqual([minute, day]);
    expect(inTheEnd('proven once', forbidden)).toEqual([minute, day]);
  });

  it.each([
    new UnansweredError('device-1', 'the server closed it without a reason'),
    new UnreachableError('localhost:8883', 'there is no network'),
    new RequestRejectedError('RegisterThing', {
      statusCode: 429,
      errorCode: 'Throttled',
      errorMessage: 'later',
    }),
    new FileUnreadableError('Cannot read private.pem.key: EMFILE.'),
  ])('is within five minutes after what passes by itself: $message', (failure) => {
    expect(inTheEnd('proven once', failure)).toEqual([2.5 * minute, 5 * minute]);
  });

  it('is never where something in the folder of the device is wrong', () => {
    expect(inTheEnd('new', new DeviceFolderError('config.json is not there'))).toEqual([
      undefined,
      undefined,
    ]);
  });
});
