import type { Command } from 'commander';
import { addFault, clearFaults, listFaults, removeFault } from './faults-command';
import type { FaultsTarget } from './faults-command';
import type { FaultOptions } from './fault-arguments';

/** What all commands of the faults have in common. */
export interface FaultsProgram {
  readonly dataDirectoryOption: readonly [string, string];
  readonly dataDirectoryOf: (option: string | undefined) => string;
  readonly print: (text: string) => void;
}

interface CommonOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

const points = `
Points: api:<service>:<operation> (fail, throttle, delay, cut), provisioning:<request or call of RegisterThing>
(fail, throttle, delay; requests also cut, withhold), mqtt:connect, mqtt:puback, mqtt:suback (reason, withhold,
delay, cut), mqtt:delivery (withhold, delay, cut), mqtt:packet (cut), tls:handshake (alert, delay, cut),
function:<name> (fail, throttle, delay).

Examples:
  local-cloud faults add api:iot:UpdateCertificate throttle --times 3
  local-cloud faults add provisioning:AddThingToThingGroup fail --code InternalFailure --status 500
  local-cloud faults add mqtt:puback withhold --client-id sensor-1 --from 2`;

/** Adds `faults add|list|remove|clear` to a program. */
export function faultsProgram(program: Command, parts: FaultsProgram): void {
  const { dataDirectoryOption, dataDirectoryOf, print } = parts;
  const targetOf = ({ dataDir, json = false }: CommonOptions): FaultsTarget => ({
    dataDirectory: dataDirectoryOf(dataDir),
    json,
  });
  const faults = program
    .command('faults')
    .description('make calls of the running cloud fail, for tests; faults end with its process');
  const command = (name: string, description: string): Command =>
    faults
      .command(name)
      .description(description)
      .option(...dataDirectoryOption)
      .option('--json', 'print JSON');

  withFaultOptions(command('add', 'add a fault'))
    .argument('<point>', 'where it fires')
    .argument('<effect>', 'what happens there: fail, throttle, delay, cut, withhold, reason or alert')
    .addHelpText('after', points)
    .action(async (point: string, effect: string, options: FaultOptions & CommonOptions) =>
      print(await addFault(point, effect, options, targetOf(options))),
    );
  command('list', 'list the faults, and how often each has fired').action(async (options: CommonOptions) =>
    print(await listFaults(targetOf(options))),
  );
  command('remove', 'remove a fault')
    .argument('<id>', 'its id, as "list" shows it')
    .action(async (id: string, options: CommonOptions) => print(await removeFault(id, targetOf(options))));
  command('clear', 'remove all faults').action(async (options: CommonOptions) =>
    print(await clearFaults(targetOf(options))),
  );
}

function withFaultOptions(command: Command): Command {
  return command
    .option('--id <id>', 'its id: letters, digits, _ and - (default: fault-<number>)')
    .option('--from <number>', 'the first call on which it fires (default: 1)')
    .option('--times <number>', 'on how many calls it fires, or: always (default: 1)')
    .option('--client-id <id>', 'only for this MQTT client')
    .option('--topic <topic>', 'only for messages on this topic, or a SUBSCRIBE with this filter')
    .option('--after', 'fail, delay or cut after the work was done; the caller does not know that it was')
    .option('--code <name>', 'fail: the error, for example InternalFailureException')
    .option('--status <number>', "fail: the HTTP status (default: the service's own for the error)")
    .option('--message <text>', 'fail: the message of the error')
    .option('--millis <number>', 'delay: for how long, in milliseconds of this machine')
    .option('--reason-code <number>', 'reason: the code of MQTT 5, for example 0x97')
    .option('--alert <name>', 'alert: its name, for example bad_certificate');
}
