import type { Command } from 'commander';
import { fleetInMemory, printed, type FleetInMemory } from '@fleet/fleet-operations/testing';
import { voucherDesk } from '../testing/voucher-desk';
import { examplesOf } from './examples';
import { buildProgram, globalOptions } from './program';

describe('the command line', () => {
  let fleet: FleetInMemory;
  let program: Command;
  let opened: number;

  beforeEach(() => {
    fleet = fleetInMemory();
    opened = 0;
    program = buildProgram(
      (work) => {
        opened += 1;
        return work(fleet, printed());
      },
      (work) => {
        opened += 1;
        return work(voucherDesk(), printed());
      },
    );
    program.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    for (const command of everyCommand(program)) {
      command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    }
  });

  const run = (...argv: string[]) => program.parseAsync(argv, { from: 'user' });

  it.each([
    [['--local', '--json', '--tag', 'other', 'devices', 'list']],
    [['devices', 'list', '--local', '--json', '--tag', 'other']],
  ])('takes the options of all commands before and after the command: %j', async (argv) => {
    await run(...argv);
    expect(globalOptions(program)).toEqual({ local: true, json: true, tag: 'other' });
  });

  it.each([
    [['devices', 'age', 'sensor-1', '20180631']],
    [['devices', 'age', 'things', '20180630']],
    [['devices', 'permit', 'sensor-1', 'everything']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--hours', '1', '--until', '2026-01-31']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--hours', '0']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--hours', '721']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--hours', '1e2']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--hours', '']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--until', 'tomorrow']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--until', '2026-01-01T18:30']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--until', '2026-02-30']],
    [['devices', 'permit', 'sensor-1', 'rotate', '--certificate', 'ab'.repeat(32)]],
    [['devices', 'permit', 'sensor-1', 'reprovision', '--certificate', 'abc']],
    [['devices', 'list', '--limit', '0']],
    [['devices', 'list', '--limit', '5', '--all']],
    [['devices', 'list', '--state', 'lost']],
    [['devices', 'list', '--older-than', 'a-year']],
    [['devices', 'due', '--within', '30h']],
    [['devices', 'disallow']],
    [['devices', 'disallow', 'sensor-1', '--file', '-']],
    [['devices', 'remove']],
    [['fleet', 'summary', '--due']],
    [['devices', 'allow']],
    [['devices', 'allow', 'sensor-1', '--file', '-']],
    [['devices', 'block', 'sensor-1', '--reason', 'two\nlines']],
    [['devices', 'adopt', '--yes']],
    [['devices', 'destroy', 'sensor-1']],
    [['vouchers', 'issue', 'sensor-1', '--key', 'factory.pem']],
    [['vouchers', 'issue', '--key', 'factory.pem', '--out', 'vouchers.jsonl']],
    [['vouchers', 'issue', 'sensor-1', '--file', '-', '--key', 'factory.pem', '--out', 'vouchers.jsonl']],
    [
      [
        'vouchers',
        'issue',
        'sensor-1',
        '--key',
        'factory.pem',
        '--kms-key',
        'arn',
        '--out',
        'vouchers.jsonl',
      ],
    ],
    [['vouchers', 'issue', 'sensor-1', '--key', 'factory.pem', '--out', 'v.jws', '--format', 'xml']],
    [['vouchers', 'keygen']],
  ])('refuses what cannot be meant before it asks the cloud: %j', async (argv) => {
    await expect((async () => run(...argv))()).rejects.toThrow();
    expect(opened).toBe(0);
  });

  it('asks before it adopts, and where nobody can answer says how to go without', async () => {
    await expect(run('devices', 'adopt', '--policy', 'old')).rejects.toThrow('--yes');
  });

  it.each(
    everyCommand(
      buildProgram(
        () => Promise.resolve(),
        () => Promise.resolve(),
      ),
    )
      .filter(({ commands }) => commands.length === 0)
      .map((command): [string, Command] => [pathOf(command), command]),
  )('explains %s, with examples that it takes, the last of them for a script', async (path, command) => {
    expect(command.description()).toMatch(/\.$/);
    const examples = examplesOf(command);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.at(-1)?.line).toMatch(/--json/);
    for (const { line } of examples) {
      const argv = argumentsOf(line);
      expect(argv.slice(0, path.split(' ').length).join(' ')).toBe(path);
      await commandLineOnly().parseAsync(argv, { from: 'user' });
    }
  });

  it('has a command for each of these, in this order', () => {
    const paths = everyCommand(program)
      .filter(({ commands }) => commands.length === 0)
      .map(pathOf);
    expect(paths).toEqual([
      'fleet summary',
      ...['show', 'list', 'due', 'allow', 'disallow', 'permit', 'revoke-permit'].map(
        (name) => `devices ${name}`,
      ),
      ...['block', 'unblock', 'remove', 'age', 'adopt', 'unadopt'].map((name) => `devices ${name}`),
      ...['list', 'revoke', 'retire'].map((name) => `claims ${name}`),
      ...['keygen', 'public-key', 'issue', 'show', 'verify'].map((name) => `vouchers ${name}`),
      'reconcile',
    ]);
  });
});

/** A program whose commands understand their command line, and do nothing. */
function commandLineOnly(): Command {
  return buildProgram(
    () => Promise.resolve(),
    () => Promise.resolve(),
  );
}

function pathOf(command: Command): string {
  const above = command.parent;
  return above?.parent === null || above === null ? command.name() : `${above.name()} ${command.name()}`;
}

/** As a shell reads the part before a pipe. Of `xargs`, what it calls, with one argument more. */
function argumentsOf(line: string): string[] {
  const [command = ''] = line.split(/ [|<] /);
  const words = command.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
  const begin = words.indexOf('fleet-cli') + 1;
  return [...words.slice(begin), ...(begin > 1 ? ['sensor-0042'] : [])];
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
