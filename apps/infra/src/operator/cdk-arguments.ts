/** An argument for the cdk CLI would have it work on something else than the operator does. */
export class UnfitCdkArgumentError extends Error {
  override readonly name = 'UnfitCdkArgumentError';
  constructor(argument: string, instead: string) {
    super(`${argument} cannot be passed to the cdk CLI. Nothing was changed. ${instead}`);
  }
}

const beforeTheDashes = (option: string) =>
  `Write ${option} before the --, so that it counts for the whole command.`;

/** What only the operator may say to the cdk CLI, and how the user says it instead. */
const ownOptions: ReadonlyMap<string, string> = new Map([
  ['--app', 'FLEET_ASSEMBLY names another folder for the assembly.'],
  ['-a', 'FLEET_ASSEMBLY names another folder for the assembly.'],
  ['--profile', beforeTheDashes('--profile')],
  ['--region', beforeTheDashes('--region')],
  ['--require-approval', beforeTheDashes('--require-approval')],
  ['--requireApproval', beforeTheDashes('--require-approval')],
]);

/**
 * The arguments that the user gave for the cdk CLI.
 * @throws UnfitCdkArgumentError
 */
export function fitForTheCdk(cdkArguments: readonly string[]): readonly string[] {
  for (const argument of cdkArguments) {
    const [option = argument] = argument.split('=', 1);
    const instead = ownOptions.get(option);
    if (instead !== undefined) {
      throw new UnfitCdkArgumentError(option, instead);
    }
  }
  return cdkArguments;
}
