import { outliveClosedOutput } from '@fleet/closed-output';
import { Command } from 'commander';
import pino from 'pino';
import { AdministrationError } from './administration/ask-cloud';
import { faultsProgram } from './administration/faults-program';
import { timeCommand } from './administration/time-command';
import { InvalidTimeError } from './administration/time-argument';
import { CannotServeError, explained } from './cannot-serve';
import { dataDirectoryOf, InvalidOptionError, parseOptions } from './options';

async function serve(commandLine: Record<string, unknown>): Promise<void> {
  const options = parseOptions(commandLine, process.env, process.cwd());
  const log = pino({ name: 'local-cloud', level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2));
  // Asked to end while it starts, it ends once it has started: nothing is left half open.
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  // Loaded only here: the other commands would load all of AWS to do without.
  const { startCloud } = await import('@fleet/emulator-cloud');
  const cloud = await startCloud(options, log).catch((error: unknown) => {
    throw explained(error, options);
  });
  const { aws, mqtt } = cloud.endpoints;
  process.stdout.write(
    `local-cloud is ready: AWS ${aws}, MQTT ${mqtt.host}:${mqtt.port}, data in ${options.dataDirectory}\n`,
  );
  await asked;
  await cloud.close();
}

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
    .option(...dataDirectoryOption)
    .option('--region <name>', 'AWS region of the cloud (default: us-east-1)')
    .option('--account-id <digits>', 'AWS account of the cloud (default: 123456789012)')
    .option(
      '--quotas <whose>',
      "aws: refuse what comes faster than AWS's default quotas (default: no quotas)",
    )
    .option('--lenient', 'warn of parameters that local-cloud does not support, in place of refusing them')
    .option(
      '--iam <mode>',
      'enforced: sessions of roles may do what policies allow; off: everything (default: enforced)',
    )
    .action(serve);
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
