import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetNames, parseFleetConfig } from '@fleet/fleet-contract';
import { ScriptedAccount } from '../testing/scripted-clients';
import { CdkFailedError, type CdkCommand } from './cdk';
import { deploy, type Deployment } from './deploy';
import { InterruptedError } from './interruption';

const config = parseFleetConfig({ models: ['model-1'] });
const names = fleetNames(config.resourceTag);

describe('a deploy', () => {
  let account: ScriptedAccount;
  let assembly: string;
  let said: string[];
  /** What the cdk CLI was run with. */
  let ran: CdkCommand[];
  /** What becomes of the account while `cdk deploy` runs. */
  let cdkDeploy: () => void;

  beforeEach(() => {
    account = new ScriptedAccount();
    assembly = mkdtempSync(join(tmpdir(), 'assembly '));
    const artifacts = { [names.stack]: { properties: { terminationProtection: true } } };
    writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
    said = [];
    ran = [];
    cdkDeploy = () => {
      account.stack = { status: 'CREATE_COMPLETE', isProtected: false };
    };
  });

  afterEach(() => rmSync(assembly, { recursive: true }));

  const run = (changes: Partial<Deployment> = {}) =>
    deploy({
      config,
      target: { description: 'AWS', environment: {} },
      assembly,
      clients: account.clients,
      cdk: async (command) => {
        ran.push(command);
        if (command[0] === 'deploy') {
          cdkDeploy();
        }
        return Promise.resolve();
      },
      interruption: new AbortController().signal,
      approval: 'never',
      arguments: [],
      say: (line) => said.push(line),
      ...changes,
    });

  /** The assembly that `cdk deploy` was given. */
  const deployedFrom = () => {
    const command: readonly string[] = ran.find(([name]) => name === 'deploy') ?? [];
    return String(command[command.indexOf('--app') + 1]);
  };

  it('protects the stack that it has created, and leaves no copy of the assembly', async () => {
    await run();
    expect(account.stack).toEqual({ status: 'CREATE_COMPLETE', isProtected: true });
    expect(deployedFrom()).toContain('fleet-first-deploy-');
    expect(existsSync(deployedFrom())).toBe(false);
  });

  it.each([
    ['interrupted', new InterruptedError('SIGINT'), 'CREATE_IN_PROGRESS'],
    ['ended by SIGTERM', new InterruptedError('SIGTERM'), 'CREATE_IN_PROGRESS'],
    ['failed after the stack stood', new CdkFailedError('deploy', 1), 'CREATE_COMPLETE'],
  ])('that was %s protects the stack all the same, and cleans up', async (_what, error, status) => {
    cdkDeploy = () => {
      account.stack = { status, isProtected: false };
      throw error;
    };
    await expect(run()).rejects.toBe(error);
    expect(account.stack).toEqual({ status, isProtected: true });
    expect(existsSync(deployedFrom())).toBe(false);
    expect(account.changes).toEqual([]);
  });

  it.each(['ROLLBACK_COMPLETE', 'ROLLBACK_IN_PROGRESS', 'REVIEW_IN_PROGRESS'])(
    'that has left a stack in %s does not protect it: the next one has to delete it',
    async (status) => {
      cdkDeploy = () => {
        account.stack = { status, isProtected: false };
        throw new CdkFailedError('deploy', 1);
      };
      await expect(run()).rejects.toThrow(CdkFailedError);
      expect(account.stack?.isProtected).toBe(false);
    },
  );

  it('whose question nobody has answered says that nothing was deployed, and goes on to nothing', async () => {
    account.templatesEnabled = false;
    cdkDeploy = () => {
      account.stack = { status: 'REVIEW_IN_PROGRESS', isProtected: false };
    };
    await expect(run()).rejects.toThrow(/^Nothing was deployed\. The question was not answered/);
    expect(account.stack?.isProtected).toBe(false);
    expect(account.changes).toEqual([]);
  });

  it.each([
    [['--no-execute']],
    [['--noExecute']],
    [['--execute=false']],
    [['--method', 'prepare-change-set']],
    [['--method=prepare-change-set']],
    [['-m', 'prepare-change-set']],
  ])('with %j says that nothing was deployed, and is no failure', async (cdkArguments) => {
    account.templatesEnabled = false;
    cdkDeploy = () => {
      account.stack = { status: 'REVIEW_IN_PROGRESS', isProtected: false };
    };
    await run({ arguments: cdkArguments });
    expect(said.at(-1)).toMatch(/^Nothing was deployed\./);
    expect(account.stack?.isProtected).toBe(false);
    expect(account.changes).toEqual([]);
  });

  it('of a stack that stands uses the assembly itself, and enables what a decommission had disabled', async () => {
    account.stack = { status: 'UPDATE_COMPLETE', isProtected: true };
    account.templatesEnabled = false;
    cdkDeploy = () => undefined;
    await run();
    expect(deployedFrom()).toBe(assembly);
    expect(account.changes.filter((change) => change === 'UpdateProvisioningTemplate')).toHaveLength(2);
  });

  it('is refused where a first deploy that failed has left a template, and says what to do', async () => {
    account.leftoverTemplates = [names.rotationTemplate];
    await expect(run()).rejects.toThrow(
      new RegExp(
        `The stack ${names.stack} does not exist.*: ${names.rotationTemplate}\\. .*` +
          `aws iot delete-provisioning-template --template-name ${names.rotationTemplate}$`,
      ),
    );
    expect(ran).toEqual([]);
  });

  describe('that has left claims as they are', () => {
    const output = (value: string) => [{ OutputKey: 'ClaimsNotInForce', OutputValue: value }];

    it('names them last, with a page that says what to do', async () => {
      account.outputs = output('The claim of model-1, generation 1, is paused: its certificate is INACTIVE.');
      await run();
      expect(said.slice(-2)).toEqual([
        'When the claims were last deployed, these were left as they are, and their bundles too: ' +
          'The claim of model-1, generation 1, is paused: its certificate is INACTIVE.',
        'What to do with each: docs/devices.md, "Claims".',
      ]);
    });

    it.each([
      ['all are in force', output('none')],
      ['an older release has deployed it', []],
    ])('says nothing of claims where %s', async (_, outputs) => {
      account.outputs = outputs;
      await run();
      expect(said.join()).not.toContain('claims');
    });
  });

  it('that was interrupted says that CloudFormation goes on with the stack', async () => {
    const operator = new AbortController();
    cdkDeploy = () => {
      account.stack = { status: 'CREATE_IN_PROGRESS', isProtected: false };
      operator.abort(new InterruptedError('SIGINT'));
      throw operator.signal.reason;
    };
    await expect(run({ interruption: operator.signal })).rejects.toThrow(InterruptedError);
    expect(said.at(-1)).toContain('CloudFormation goes on with it');
  });

  it('bootstraps an account for the cdk first where that was never done', async () => {
    account.bootstrapVersion = '5';
    await run();
    expect(ran.map(([name]) => name)).toEqual(['bootstrap', 'deploy']);
  });
});
