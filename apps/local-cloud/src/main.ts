import { Command } from 'commander';
import pino from 'pino';
import { CannotServeError, explained } from './cannot-serve';
import { startCloud } from './cloud';
import { InvalidOptionError, parseOptions } from './options';

const OLDEST_NODE = [20, 19] as const;

function checkNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new CannotServeError(
    `local-cloud needs Node.js ${OLDEST_NODE.join('.')} or newer, this is ${version}`,
  );
}

async function serve(commandLine: Record<string, unknown>): Promise<void> {
  const options = parseOptions(commandLine, process.env, process.cwd());
  const log = pino({ name: 'local-cloud', level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2));
  // Asked to end while it starts, it ends once it has started: nothing is left half open.
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
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

async function main(): Promise<void> {
  // The SDK warns of its plans with Node versions; that is for this project to follow, not for its users.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  checkNodeVersion(process.versions.node);
  const program = new Command('local-cloud').description(
    'AWS on one machine, for what the fleet needs of it',
  );
  program
    .command('serve', { isDefault: true })
    .description('serve the AWS APIs and MQTT until interrupted')
    .option('--port <number>', 'TCP port of the AWS APIs, 0 for any free one (default: 4566)')
    .option('--mqtt-port <number>', 'TCP port of MQTT over TLS, 0 for any free one (default: 8883)')
    .option('--host <address>', 'IP address to bind both ports to (default: 127.0.0.1)')
    .option(
      '--data-dir <directory>',
      'where everything is kept (default: $LOCAL_CLOUD_DATA_DIR or .local/cloud)',
    )
    .option('--region <name>', 'AWS region to be (default: us-east-1)')
    .option('--account-id <digits>', 'AWS account to be (default: 123456789012)')
    .action(serve);
  await program.parseAsync();
}

main().catch((error: unknown) => {
  const isExpected = error instanceof CannotServeError || error instanceof InvalidOptionError;
  process.stderr.write(isExpected ? `${error.message}\n` : `local-cloud failed: ${detail(error)}\n`);
  process.exitCode = 1;
});

function detail(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
