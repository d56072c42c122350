import { operatorProgram } from './program';

/** What the commands are called with. */
function parsed(...argv: string[]) {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    async (...given: unknown[]) => {
      // Commander itself comes last.
      calls.push([name, ...given.filter((each) => Array.isArray(each) || isOptions(each))]);
      return Promise.resolve();
    };
  const program = operatorProgram({
    deploy: record('deploy'),
    diff: record('diff'),
    decommission: record('decommission'),
    destroy: record('destroy'),
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  return program.parseAsync(argv, { from: 'user' }).then(() => calls);
}

function isOptions(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

describe('the operator’s command line', () => {
  it.each(['deploy', 'diff'])('hands on to the cdk what is not for %s itself', async (command) => {
    const role = 'arn:aws:iam::123456789012:role/deployer';
    await expect(parsed(command, '--role-arn', role, '--verbose')).resolves.toEqual([
      [command, ['--role-arn', role, '--verbose'], {}],
    ]);
  });

  it.each(['deploy', 'diff'])('takes the account of %s for itself', async (command) => {
    await expect(parsed(command, '--profile', 'factory', '--region=eu-central-1')).resolves.toEqual([
      [command, [], { profile: 'factory', region: 'eu-central-1' }],
    ]);
  });

  it.each(['decommission', 'destroy'])('has the account of %s', async (command) => {
    await expect(parsed(command, '--profile', 'factory', '--yes')).resolves.toEqual([
      [command, { profile: 'factory', yes: true }],
    ]);
  });

  it.each(['--profile', '--region'])('does not take %s and local-cloud together', async (option) => {
    await expect(parsed('deploy', '--local', option, 'x')).rejects.toThrow(
      /cannot be used with option '--local'/,
    );
  });

  it.each([
    [['--', '--profile', 'factory'], 'Write --profile before the --'],
    [['--', '--region=eu-central-1'], 'Write --region before the --'],
    [['--', '--require-approval', 'never'], 'Write --require-approval before the --'],
    [['--app', 'elsewhere'], 'FLEET_ASSEMBLY'],
    [['-a', 'elsewhere'], 'FLEET_ASSEMBLY'],
  ])('refuses for the cdk alone what changes the work of all: %j', async (argv, instead) => {
    await expect(parsed('deploy', ...argv)).rejects.toThrow(instead);
  });

  it.each([['--require-approval=any-change'], ['--requireApproval=any-change']])(
    'takes the level of approval from %s',
    async (option) => {
      await expect(parsed('deploy', option)).resolves.toEqual([
        ['deploy', [], { requireApproval: 'any-change' }],
      ]);
    },
  );

  it.each([['--require-approval=sometimes'], ['--requireApproval=sometimes']])(
    'knows no other level: %s',
    async (option) => {
      await expect(parsed('deploy', option)).rejects.toThrow(
        'It must be one of never, any-change, broadening, destructive.',
      );
    },
  );

  it.each([['--require-approval=any-change'], ['--requireApproval=any-change']])(
    'does not approve all changes and ask about some: %s',
    async (option) => {
      await expect(parsed('deploy', '--approve', option)).rejects.toThrow(/cannot be used with option/);
    },
  );
});
