import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { fleetInMemory, printed, type FleetInMemory } from '../testing/fleet-in-memory';
import { voucherDesk } from '../testing/voucher-desk';
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
    [['devices', 'permit', 'sensor-1', 'rotate', '--certificate', 'ab'.repeat(32)]],
    [['devices', 'permit', 'sensor-1', 'reprovision', '--certificate', 'abc']],
    [['devices', 'list', '--limit', '0']],
    [['devices', 'list', '--limit', '5', '--all']],
    [['devices', 'list', '--state', 'lost']],
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

  it('has help for every command, and each stands in the README', () => {
    const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
    const commands = everyCommand(program).filter(({ commands: sub }) => sub.length === 0);
    expect(commands.length).toBe(18);
    for (const command of commands) {
      expect(command.description()).not.toBe('');
      expect(readme).toContain(`\`${command.name()}`);
    }
  });
});

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
