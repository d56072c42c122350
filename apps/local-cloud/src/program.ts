import { outliveClosedOutput } from '@fleet/closed-output';
import { Command } from 'commander';
import { AdministrationError } from './administration/ask-cloud';
import { faultsProgram } from './administration/faults-program';
import { timeCommand } from './administration/time-command';
import { InvalidTimeError } from './administration/time-argument';
import { CannotServeError } from './cannot-serve-error';
import { InvalidOptionError } from './invalid-option';
import { dataDirectoryOf } from './options';
import { serve } from './serve-command';

async function time(
  change: string | undefined,
  { dataDir, json = false }: { dataDir?: string; json?: boolean },
): Promise<void> {
  const dataDirectory = dataDirectoryOf(dataDir, process.env, process.cwd());
  process.stdout.write(`${await timeCommand(change, { dataDirectory, json })}\n`);
}

const dataDirectoryOption = [
  '--data-dir <directory>',
  'folder for all data (default: $LOCAL_CLOUD_DATA_DIR or .local/cloud)',
] as const;

async function main(): Promise<void> {
  // The reader of our output may close it early. The clock is moved all the same.
  outliveClosedOutput(process.stdout, process.stderr);
  // The SDK warns of its plans with Node versions; that is for this project to follow, not for its users.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const program = new Command('local-cloud').description(
    'AWS on one machine, with the services that a fleet needs',
  );
  program
    .command('serve', { isDefault: true })
    .description('serve the AWS APIs and MQTT until interrupted')
    .option('--port <number>', 'TCP port of the AWS APIs, 0 for any free one (default: 4566)')
    .option('--mqtt-port <number>', 'TCP port of MQTT over TLS, 0 for any free one (default: 8883)')
    .option('--connect-interval <seconds>', 'seconds between two CONNECTs of one client id (default: 10)')
    .option('--host <address>', 'IP address to bind both ports to (default: 127.0.0.1)')
    .option(
      '--public-host <name>',
      'the DNS name by which other machines reach this one; binds all addresses',
    )
    .option(...dataDirectoryOption)
    .option('--ephemeral', 'keep everything in memory and in a temporary folder, which go with it')
    .option('--region <name>', 'AWS region of the cloud (default: us-east-1)')
    .option('--account-id <digits>', 'AWS account of the cloud (default: 123456789012)')
    .option(
      '--quotas <whose>',
      "aws: refuse what comes faster than AWS's default quotas (default: no quotas)",
    )
    .option('--access-key-id <id>', 'access key of the cloud (default: one of its own)')
    .option(
      '--secret-access-key-file <file>',
      'file with the secret of --access-key-id (default: $LOCAL_CLOUD_SECRET_ACCESS_KEY)',
    )
    .option('--any-credentials', 'answer requests with every access key and secret, as for test suites')
    .option(
      '--consistency <mode>',
      'strong, or eventual: changes are seen as late as on AWS (default: strong)',
    )
    .option('--consistency-seed <text>', 'decides how late; printed at start (default: a random one)')
    .option('--consistency-scale <factor>', 'how late: 1 is as on AWS, 0.01 for tests (default: 1)')
    .option('--lenient', 'warn of parameters that local-cloud does not support, in place of refusing them')
    .option(
      '--iam <mode>',
      'enforced: sessions of roles may do what policies allow; off: everything (default: enforced)',
    )
    // Words that are no command come here, as it is the default one.
    .allowExcessArguments()
    .action((options: Record<string, unknown>, { args }: Command) => serve(options, args));
  program
    .command('time')
    .description('show or set the time of the running cloud; the setting survives restarts')
    .argument('[change]', 'an offset (+361d, -2h, +30m), a time (2027-11-24T10:00:00Z), or: reset')
    .option(...dataDirectoryOption)
    .option('--json', 'print JSON: time, and offsetMillis from the time of this machine')
    // A change such as -2h looks like an option, and is none.
    .allowUnknownOption()
    .action(time);
  faultsProgram(program, {
    dataDirectoryOption,
    dataDirectoryOf: (option) => dataDirectoryOf(option, process.env, process.cwd()),
    print: (text) => process.stdout.write(`${text}\n`),
  });
  await program.parseAsync();
}

main().catch((error: unknown) => {
  process.stderr.write(isForTheUser(error) ? `${error.message}\n` : `local-cloud failed: ${detail(error)}\n`);
  process.exitCode = 1;
});

/** Whether an error says all there is to say in a sentence. */
function isForTheUser(error: unknown): error is Error {
  return (
    error instanceof CannotServeError ||
    error instanceof InvalidOptionError ||
    error instanceof InvalidTimeError ||
    error instanceof AdministrationError
  );
}

function detail(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
