import { fleetNames } from '@fleet/fleet-contract';
import { ScriptedAccount } from '../testing/scripted-clients';
import { NoSuchFleetError, placeOf, refuseWithoutFleet } from './fleet-place';

const names = fleetNames('factory');

describe('where a fleet is', () => {
  const account = new ScriptedAccount();
  const place = () => placeOf({ description: 'AWS', environment: {} }, account.clients.sts);
  const check = async () => refuseWithoutFleet(account.clients.cloudFormation, names, await place());

  it('is said with account and region', async () => {
    await expect(place()).resolves.toBe('AWS (account 123456789012, region eu-central-1)');
  });

  it('is refused where there is no stack, with everything that may be wrong', async () => {
    account.stack = undefined;
    await expect(check()).rejects.toThrow(NoSuchFleetError);
    await expect(check()).rejects.toThrow(
      'There is no stack factory-fleet in AWS (account 123456789012, region eu-central-1). Nothing was removed. ' +
        'The configuration has the resource tag factory.',
    );
  });

  it.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_FAILED', 'ROLLBACK_FAILED'])(
    'is not refused for a stack in %s: devices may remain',
    async (status) => {
      account.stack = { status, isProtected: true };
      await expect(check()).resolves.toBeUndefined();
    },
  );
});
