import { alarmThresholdBounds, fleetConfigBounds, parseFleetConfig } from '@fleet/fleet-contract';
import * as z from 'zod';
import { tableRows } from './markdown';
import { readText } from './workspace';

describe("the page on the fleet's configuration", () => {
  const rows = tableRows('docs/configuration.md', 'Options');
  const defaults = z.record(z.string(), z.unknown()).parse(parseFleetConfig({ models: ['model-1'] }));

  it('has every option, and no other', () => {
    const optional = [
      'voucherKeys',
      'serialPattern',
      'rootCa',
      'reservedConcurrency',
      'offlineDays',
      'unheardDays',
      'sweepWorkers',
      'alarmEmail',
      'deviceParameters',
    ];
    expect([...rows.keys()].sort()).toEqual([...Object.keys(defaults), ...optional].sort());
  });

  it('has the defaults that hold', () => {
    for (const [name, value] of Object.entries(defaults)) {
      if (name === 'models' || name === 'alarmThresholds') {
        continue;
      }
      expect([name, rows.get(name)?.[1]]).toEqual([name, `\`${JSON.stringify(value).replaceAll('"', '')}\``]);
    }
  });

  it('has the bounds that hold', () => {
    for (const [name, [minimum, maximum]] of Object.entries(fleetConfigBounds)) {
      expect([name, rows.get(name)?.[0]]).toEqual([
        name,
        expect.stringContaining(`${minimum} to ${maximum}`),
      ]);
    }
  });

  it('has every threshold of the alarms, with its bounds and its default', () => {
    const thresholds = tableRows('docs/configuration.md', 'When alarms ring');
    const { alarmThresholds } = parseFleetConfig({ models: ['model-1'] });
    expect([...thresholds.keys()].sort()).toEqual(Object.keys(alarmThresholds).sort());
    for (const [name, [minimum, maximum]] of Object.entries(alarmThresholdBounds)) {
      expect([name, thresholds.get(name)?.[0]]).toEqual([name, `${minimum} to ${maximum}`]);
    }
    for (const [name, value] of Object.entries(alarmThresholds)) {
      expect([name, thresholds.get(name)?.[1]]).toEqual([name, `\`${value}\``]);
    }
  });
});

describe('the page on the agent', () => {
  const page = readText('docs/agent.md');
  const source = (file: string) => readText(`apps/edge-agent/src/cli/${file}.ts`);

  it('has every option that the environment can give, and no other', () => {
    const inCode = [...source('options').matchAll(/env: '(\w+)',/g)].map(([, name]) => name);
    const inTable = [...page.matchAll(/^\| `--[^|]*(?:\\\|[^|]*)*\| `(AGENT_\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(inTable.sort()).toEqual(inCode.sort());
  });

  it('has every exit code, and no other', () => {
    const object = /exitCodes = \{(.*?)\}/s.exec(source('exit-codes'))?.[1] ?? '';
    const inCode = [...object.matchAll(/: (\d+),/g)].map(([, code]) => code);
    const inTable = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => code);
    expect(inCode.length).toBeGreaterThan(5);
    expect(inTable).toEqual(inCode);
  });
});
