import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CommandDefinition } from './commands';
import { exitCodes } from './exit-codes';
import { wholeSeconds, type OptionDefinition } from './options';
import { version } from './version';

export type ChosenCommand = { readonly command: CommandDefinition; readonly options: unknown };

const exitCodeHelp = `
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

/**
 * Reads any command line: shows the help or the version if that is what it asks for, and says what is wrong with it.
 *
 * @returns what it asks for, or the exit code where there is nothing more to do
 */
export function readAnyLine(
  argv: readonly string[],
  commands: readonly CommandDefinition[],
): ChosenCommand | number {
  const chosen: ChosenCommand[] = [];
  try {
    programOf(commands, (choice) => void chosen.push(choice)).parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    // Commander itself has said on stderr what is wrong, or on stdout what was asked for.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.configuration;
  }
  return chosen[0] ?? exitCodes.configuration;
}

function programOf(commands: readonly CommandDefinition[], choose: (choice: ChosenCommand) => void): Command {
  const program = new Command('agent')
    .description(
      'Provisions this device by claim with AWS IoT Core, keeps it connected, rotates its certificate.',
    )
    .version(version)
    .showHelpAfterError('(agent --help lists the commands)')
    .addHelpText(
      'after',
      `${exitCodeHelp}\nYou can also set each option in the environment, with the name shown.`,
    )
    .exitOverride();
  for (const command of commands) {
    const { name, description, argument, options } = command;
    const entry = program.command(name).description(description);
    options.forEach((option) => entry.addOption(optionOf(option)));
    if (argument === undefined) {
      entry.action((given: unknown) => choose({ command, options: given }));
    } else {
      entry.addArgument(new Argument(`<${argument.name}>`, argument.description));
      entry.action((value: string, given: object) =>
        choose({ command, options: { ...given, [argument.name]: value } }),
      );
    }
  }
  return program;
}

function optionOf({
  name,
  value,
  description,
  env,
  choices,
  seconds,
  mandatory,
  ...rest
}: OptionDefinition): Option {
  const option = new Option(value === undefined ? `--${name}` : `--${name} ${value}`, description);
  if (choices !== undefined) {
    option.choices(choices);
  }
  if (seconds !== undefined) {
    option.argParser((text) => {
      const { least, most } = seconds;
      const number = wholeSeconds(text, seconds);
      if (number === undefined) {
        throw new InvalidArgumentError(`It must be a whole number of seconds from ${least} to ${most}.`);
      }
      return number;
    });
  }
  if (rest.default !== undefined) {
    option.default(rest.default);
  }
  if (env !== undefined) {
    option.env(env);
  }
  return mandatory === true ? option.makeOptionMandatory() : option;
}
