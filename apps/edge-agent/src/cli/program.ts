import { resolve } from 'node:path';
import { errorInWords } from '@fleet/program-faults';
import { Command, CommanderError, type Option } from 'commander';
import type { CommandContext } from './command-context';
import { exitCodeHelp, exitCodeOf, exitCodes } from './exit-codes';
import {
  connectIntervalOption,
  deviceDirectory,
  dirOption,
  identityDirectoryOf,
  identityDirOption,
  installServiceOptions,
  hashPasswordOptions,
  jsonOption,
  keyAlgorithmOption,
  keysOption,
  listenOption,
  listenPasswordsOption,
  managerOption,
  printOption,
  provisionOptions,
  rotateOptions,
  rotationSpreadOption,
  runOptions,
  statusOptions,
  stdinOption,
  timeoutOption,
  useClaimOption,
  userOption,
  voucherOption,
  type CommonOptions,
} from './options';
import { processOutput } from './output';
import { stopSignal } from './stop-signals';
import { hashPasswordCommand } from './commands/hash-password';
import { installServiceCommand } from './commands/install-service';
import { provisionCommand } from './commands/provision';
import { rotateCommand } from './commands/rotate';
import { runCommand } from './commands/run';
import { statusCommand } from './commands/status';
import { systemTiming } from '../timing/system-timing';
import { version } from './version';

/** Carries out a command line and returns its exit code. */
export async function runCommandLine(argv: readonly string[], agentFile: string): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const inContext =
    (eventLines: boolean) =>
    async (common: CommonOptions, work: (context: CommandContext) => Promise<void>): Promise<void> => {
      const output = processOutput({ json: common.json, eventLines }, () => systemTiming.now());
      try {
        const directory = deviceDirectory(common.dir, agentFile);
        const identityDirectory = identityDirectoryOf(common.identityDir);
        const context = { output, agentFile: resolve(agentFile), directory, identityDirectory };
        await work({ ...context, signal: stopSignal() });
      } catch (error) {
        exitCode = exitCodeOf(error);
        output.failure(error, exitCode);
      }
    };
  const program = buildProgram(inContext(false), inContext(true));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      process.stderr.write(`${errorInWords(error)}\n`);
    }
    // Commander itself has said on stderr what is wrong, or on stdout what was asked for.
    return exitCodeOf(error);
  }
}

type InContext = (common: CommonOptions, work: (context: CommandContext) => Promise<void>) => Promise<void>;

function buildProgram(inContext: InContext, withEventLines: InContext): Command {
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
  addCommand(
    program,
    'provision',
    'get a certificate for this device, and prove it; or prove the certificate that the device has',
    [
      keysOption(),
      keyAlgorithmOption(),
      connectIntervalOption(),
      timeoutOption(),
      voucherOption(),
      useClaimOption(),
    ],
  ).action((raw: unknown) => {
    const options = provisionOptions.parse(raw);
    return inContext(options, (context) => provisionCommand(options, context));
  });
  addCommand(
    program,
    'run',
    'provision if needed, stay connected, rotate when ordered or overdue; --json prints one event on each line',
    [
      keysOption(),
      keyAlgorithmOption(),
      connectIntervalOption(),
      rotationSpreadOption(),
      voucherOption(),
      stdinOption(),
      listenOption(),
      listenPasswordsOption(),
    ],
  ).action((raw: unknown) => {
    const options = runOptions.parse(raw);
    return withEventLines(options, (context) => runCommand(options, context));
  });
  addCommand(program, 'rotate', 'replace the certificate now; a running agent gets the order', [
    keysOption(),
    keyAlgorithmOption(),
    connectIntervalOption(),
    timeoutOption(),
  ]).action((raw: unknown) => {
    const options = rotateOptions.parse(raw);
    return inContext(options, (context) => rotateCommand(options, context));
  });
  addCommand(
    program,
    'status',
    'show the identity of this device, and whether its agent is running',
    [],
  ).action((raw: unknown) => inContext(statusOptions.parse(raw), statusCommand));
  addCommand(
    program,
    'hash-password',
    'print a line for the file of --listen-passwords; the password is the first line of stdin',
    [],
  )
    .argument('<name>', 'the name of the program')
    .action((name: string, raw: unknown) => {
      const options = hashPasswordOptions.parse(raw);
      return inContext(options, (context) => hashPasswordCommand(name, process.stdin, context));
    });
  addCommand(program, 'install-service', 'print what a service manager needs to keep the agent running', [
    printOption(),
    managerOption(),
    userOption(),
    listenOption(),
  ]).action((raw: unknown) => {
    const options = installServiceOptions.parse(raw);
    return inContext(options, (context) => installServiceCommand(options, context));
  });
  return program;
}

function addCommand(
  program: Command,
  name: string,
  description: string,
  options: readonly Option[],
): Command {
  const command = program.command(name).description(description);
  for (const option of [dirOption(), identityDirOption(), ...options, jsonOption()]) {
    command.addOption(option);
  }
  return command;
}
