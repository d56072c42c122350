import { fleetNames } from '@fleet/fleet-contract';
import { ScriptedAccount } from '../testing/scripted-clients';
import { CdkFailedError } from './cdk';
import { destroy } from './destroy';

const names = fleetNames('fleetprov');

describe('destroying the stack', () => {
  let account: ScriptedAccount;
  let said: string[];
  let waited: number;
  let attempts: number;
  beforeEach(() => {
    account = new ScriptedAccount();
    account.stack = { status: 'CREATE_COMPLETE', isProtected: true };
    said = [];
    waited = 0;
    attempts = 0;
  });

  /** @param failures how often `cdk destroy` fails before it succeeds */
  const run = (failures: number) =>
    destroy({
      names,
      assembly: '/assembly',
      environment: {},
      cloudFormation: account.clients.cloudFormation,
      cdk: async ([command]) => {
        attempts += 1;
        await Promise.resolve();
        if (attempts <= failures) {
          throw new CdkFailedError(command, 1);
        }
      },
      say: (line) => said.push(line),
      pause: async (millis) => {
        waited += millis;
        await Promise.resolve();
      },
    });

  it('needs one attempt where nothing keeps it, and lifts the protection before', async () => {
    await run(0);
    expect({ attempts, waited, said }).toEqual({ attempts: 1, waited: 0, said: [] });
    expect(account.stack?.isProtected).toBe(false);
  });

  it('waits for policies that were detached a moment ago, and says so', async () => {
    account.failedDeletions = ['AWS::IoT::Policy', 'AWS::IoT::Policy'];
    await run(3);
    expect({ attempts, waited }).toEqual({ attempts: 4, waited: 90_000 });
    expect(said).toHaveLength(3);
    expect(said[0]).toMatch(/five minutes .* Trying again in 30 s/);
  });

  it('gives up where a policy is still kept after five minutes', async () => {
    account.failedDeletions = ['AWS::IoT::Policy'];
    await expect(run(Infinity)).rejects.toBeInstanceOf(CdkFailedError);
    expect(waited).toBe(300_000);
  });

  it.each([[[]], [['AWS::IoT::Policy', 'Custom::FleetClaims']]])(
    'does not wait where it is not only policies that keep the stack: %j',
    async (failedDeletions) => {
      account.failedDeletions = failedDeletions;
      await expect(run(1)).rejects.toBeInstanceOf(CdkFailedError);
      expect(attempts).toBe(1);
    },
  );
});
