import fc from 'fast-check';

import { alarmThresholdDefaults } from './alarm-thresholds';
import { InvalidFleetConfigError, parseFleetConfig } from './fleet-config';

function problemsOf(value: unknown): Record<string, string> {
  try {
    parseFleetConfig(value);
    return {};
  } catch (error) {
    if (!(error instanceof InvalidFleetConfigError)) {
      throw error;
    }
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
}

describe('the fleet configuration', () => {
  it('needs no more than its models, and fills in the rest', () => {
    expect(parseFleetConfig({ models: ['sensor'] })).toEqual({
      resourceTag: 'fleetprov',
      models: ['sensor'],
      provisioning: 'open',
      policyMode: 'documented',
      registrationRole: 'managed',
      rotationDays: 360,
      graceDays: 14,
      spreadDays: 7,
      enforce: 'deactivate',
      retainDays: 30,
      warningsPerSecond: 50,
      rotationsPerMinute: 190,
      reservedWords: [],
      presenceRule: true,
      claimGeneration: 1,
      alarms: true,
      runbooks: 'docs/runbooks.md',
      alarmThresholds: alarmThresholdDefaults,
      dashboard: true,
    });
  });

  it('keeps what the operator wrote', () => {
    const config = {
      resourceTag: 'acme-line1',
      models: ['sensor', 'gateway.v2'],
      provisioning: 'allowlist',
      policyMode: 'strict',
      registrationRole: 'scoped',
      rotationDays: 90,
      graceDays: 30,
      spreadDays: 0,
      enforce: 'report',
      offlineDays: 730,
      unheardDays: 60,
      retainDays: 0,
      warningsPerSecond: 10,
      rotationsPerMinute: 1_000,
      sweepWorkers: 4,
      serialPattern: 'SN-\\d{8}',
      reservedWords: ['spare'],
      rootCa: 'root.pem',
      presenceRule: false,
      claimGeneration: 2,
      alarms: false,
      alarmEmail: 'fleet@example.com',
      runbooks: 'https://wiki.example.com/fleet',
      alarmThresholds: { ...alarmThresholdDefaults, hookMillis: 1_000 },
      dashboard: false,
      reservedConcurrency: 5,
    };
    expect(parseFleetConfig(config)).toEqual(config);
  });

  it('names every problem with its place and the legal range, all at once', () => {
    const containing = (text: string): unknown => expect.stringContaining(text);
    expect(
      problemsOf({
        resourceTag: 'Fleet_Prov',
        models: ['ok', '../x'],
        provisioning: 'closed',
        policyMode: 1,
        registrationRole: 'none',
        rotationDays: 0,
        graceDays: 1.5,
        spreadDays: '7',
        enforce: 'warn',
        offlineDays: 0,
        unheardDays: 3_651,
        retainDays: -1,
        warningsPerSecond: 0,
        rotationsPerMinute: 60_001,
        sweepWorkers: 1,
        serialPattern: '(a',
        reservedWords: ['a/b'],
        rootCa: '',
        presenceRule: 'yes',
        reservedConcurrency: 1001,
      }),
    ).toEqual({
      resourceTag: containing('1 to 14 characters'),
      'models[1]': containing('up to 63'),
      provisioning: 'must be one of "open", "allowlist", "voucher"',
      policyMode: 'must be one of "documented", "strict"',
      registrationRole: 'must be one of "managed", "scoped"',
      rotationDays: 'must be a whole number of days from 1 to 3650',
      graceDays: 'must be a whole number of days from 1 to 365',
      spreadDays: 'must be a whole number of days from 0 to 365',
      enforce: 'must be one of "deactivate", "report"',
      offlineDays: 'must be a whole number of days from 1 to 3650',
      unheardDays: 'must be a whole number of days from 1 to 3650',
      retainDays: 'must be a whole number of days from 0 to 3650',
      warningsPerSecond: 'must be a whole number of devices from 1 to 1000',
      rotationsPerMinute: 'must be a whole number of devices from 1 to 60000',
      sweepWorkers: 'must be a whole number of functions from 2 to 100',
      serialPattern: containing('does not end here'),
      'reservedWords[0]': containing('1 to 128 characters'),
      rootCa: 'must be the path of a PEM file',
      presenceRule: 'must be true or false',
      reservedConcurrency: 'must be a whole number of concurrent executions from 1 to 1000',
    });
  });

  it('says of every value of another kind what it must be', () => {
    expect(
      problemsOf({
        resourceTag: 1,
        models: 'sensor',
        serialPattern: 2,
        reservedWords: [3],
        rootCa: 4,
        claimGeneration: 1_000_001,
      }),
    ).toEqual({
      resourceTag:
        'must be lower-case letters, digits and inner hyphens, beginning with a letter, 1 to 14 characters',
      models: 'must be a list of 1 to 100 model names',
      serialPattern: 'must be a regular expression, as a string',
      'reservedWords[0]': 'must be 1 to 128 characters of a-z, A-Z, 0-9, ":", "_" and "-"',
      rootCa: 'must be the path of a PEM file',
      claimGeneration: 'must be a whole number of generations from 1 to 1000000',
    });
    expect(problemsOf([])).toEqual({ '': 'must be an object' });
  });

  it('has lists of as many entries as it says, and none of them twice', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
    expect(problemsOf({ models: names(100), reservedWords: names(200) })).toEqual({});
    expect(problemsOf({ models: names(101), reservedWords: names(201) })).toEqual({
      models: 'must be a list of 1 to 100 model names',
      reservedWords: 'must be a list of 0 to 200 words',
    });
    expect(problemsOf({ models: [] })).toEqual({ models: 'must be a list of 1 to 100 model names' });
    expect(problemsOf({ models: ['a', 'b', 'a'] })).toEqual({ models: 'must not contain duplicates' });
  });

  it('reserves words that a serial could be, and no others', () => {
    const reserving = (word: string) => problemsOf({ models: ['a'], reservedWords: [word] });
    for (const word of ['a:B_9-', 'w'.repeat(128)]) {
      expect(reserving(word)).toEqual({});
    }
    for (const word of ['', 'w'.repeat(129), '/a', 'a/', 'ä']) {
      expect(Object.keys(reserving(word))).toEqual(['reservedWords[0]']);
    }
  });

  it('says where a serial pattern goes wrong', () => {
    expect(problemsOf({ models: ['a'], serialPattern: 'SN-*' })).toEqual({});
    expect(problemsOf({ models: ['a'], serialPattern: '*' })).toEqual({
      serialPattern: 'serialPattern "*" is not usable at position 0: there is nothing to repeat',
    });
  });

  it('refuses a key that it does not know, by name', () => {
    expect(problemsOf({ models: ['sensor'], rotationdays: 3, spare: 1 })['']).toMatch(
      /^has unknown keys: rotationdays, spare; the known ones are resourceTag, models, .*rotationDays/,
    );
  });

  it.each([
    ['no models', {}, 'models'],
    ['an empty list of models', { models: [] }, 'models'],
    ['a model twice', { models: ['a', 'a'] }, 'models'],
    ['something else', 'fleet', ''],
    ['nothing', undefined, ''],
  ])('refuses %s', (_, value, path) => {
    expect(Object.keys(problemsOf(value))).toEqual([path]);
  });

  it('refuses more workers than there is work for in a second', () => {
    expect(problemsOf({ models: ['a'], sweepWorkers: 11, warningsPerSecond: 10 })).toEqual({
      sweepWorkers: expect.stringContaining('warningsPerSecond, 10'),
    });
    expect(problemsOf({ models: ['a'], sweepWorkers: 10, warningsPerSecond: 10 })).toEqual({});
  });

  it('is refused where certificates of devices that never confirm could never end', () => {
    const silent = { models: ['a'], presenceRule: false };
    expect(problemsOf(silent)).toEqual({
      presenceRule: expect.stringContaining('set offlineDays, or set enforce to "report"') as string,
    });
    expect(problemsOf({ ...silent, offlineDays: 90 })).toEqual({});
    expect(problemsOf({ ...silent, enforce: 'report' })).toEqual({});
  });

  it('reports its problems one a line', () => {
    expect(() => parseFleetConfig({ models: ['a'], graceDays: 0, spreadDays: -1 })).toThrow(
      'The fleet configuration is not valid:\n' +
        '  graceDays: must be a whole number of days from 1 to 365\n' +
        '  spreadDays: must be a whole number of days from 0 to 365',
    );
  });

  it('ends in a configuration or in this error, whatever is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof problemsOf(value) === 'object'));
  });
});
