import { DeleteConflictException, InvalidRequestException, IoT } from '@aws-sdk/client-iot';
import { fleetNames } from '@fleet/fleet-contract';
import { removeThing } from './device-removal';

const names = fleetNames('fleetprov');
const principal = 'arn:aws:iot:us-east-1:123456789012:cert/abc';

/** A registry with one thing and its certificate, in which everybody sees the detachment only after a while. */
function registry(pausesUntilSeen: number) {
  let paused = 0;
  const done: string[] = [];
  const iot = new IoT({ region: 'us-east-1' });
  const isSeen = (): boolean => paused >= pausesUntilSeen;
  const answers: Record<string, () => object> = {
    ListThingPrincipalsCommand: () => ({ principals: [principal] }),
    ListAttachedPoliciesCommand: () => ({ policies: [] }),
    ListPrincipalThingsCommand: () => ({ things: isSeen() ? [] : ['pump'] }),
    DeleteCertificateCommand: () => {
      if (!isSeen()) {
        throw new DeleteConflictException({ message: 'Things must be detached', $metadata: {} });
      }
      done.push('certificate deleted');
      return {};
    },
    DeleteThingCommand: () => {
      if (!isSeen()) {
        throw new InvalidRequestException({ message: 'still attached', $metadata: {} });
      }
      done.push('thing deleted');
      return {};
    },
  };
  iot.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async () =>
        Promise.resolve({ response: {}, output: { $metadata: {}, ...answers[commandName]?.() } }),
    { step: 'initialize', priority: 'high' },
  );
  const pause = async (): Promise<void> => {
    paused += 1;
    await Promise.resolve();
  };
  return { iot, done, pause };
}

describe('removing a thing', () => {
  it.each([0, 1, 4])(
    'deletes its certificate and itself, where the detachment is seen after %i pauses',
    async (pausesUntilSeen) => {
      const { iot, done, pause } = registry(pausesUntilSeen);
      expect(await removeThing(iot, names, 'pump', pause)).toEqual({ certificates: 1, isOthers: false });
      expect(done).toEqual(['certificate deleted', 'thing deleted']);
    },
  );

  it('fails where the detachment is not seen for half a minute', async () => {
    const { iot, done, pause } = registry(Infinity);
    await expect(removeThing(iot, names, 'pump', pause)).rejects.toBeInstanceOf(DeleteConflictException);
    expect(done).toEqual([]);
  });
});
