import fc from 'fast-check';
import { commands } from './commands';
import type { OptionDefinition } from './options';
import { readPlainLine } from './plain-line';
import { readAnyLine } from './program';

const options = [...new Set(commands.flatMap((command) => command.options))];
const values = ['60', '0', '007', '-1', '1e3', '', ' ', 'device', 'cloud', 'ec-p384', 'systemd', '/a b', 'é'];

/** An option with a value that it may have, and words of all kinds. */
const words = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...options).map(plainly) },
  fc
    .constantFrom(
      ...options.flatMap(({ name }) => [`--${name}`, `--${name}=60`]),
      ...[...values, ...commands.map(({ name }) => name), '--', '-', '-V', '--help', '--no-json'],
    )
    .map((word) => [word]),
);
const commandLine = fc.tuple(
  fc.constantFrom(...commands.map(({ name }) => name), '', 'help', 'constructor'),
  fc.array(words, { maxLength: 4 }).map((several) => several.flat()),
);

function plainly({ name, value, choices = ['60'] }: OptionDefinition): string[] {
  return value === undefined ? [`--${name}`] : [`--${name}`, ...choices.slice(-1)];
}

const environment = fc.dictionary(
  fc.constantFrom(...options.flatMap(({ env }) => env ?? [])),
  fc.constantFrom(...values),
  { maxKeys: 2, noNullPrototype: true },
);

describe('a plain command line', () => {
  const original = process.env;

  afterEach(() => {
    process.env = original;
    jest.restoreAllMocks();
  });

  it('is read as the library reads it, whatever is in it and in the environment', () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    let read = 0;
    fc.assert(
      fc.property(commandLine, environment, ([name, given], variables) => {
        const argv = name === '' ? given : [name, ...given];
        process.env = variables;
        const plain = readPlainLine(argv, commands, variables);
        if (plain !== undefined) {
          expect(readAnyLine(argv, commands)).toEqual(plain);
          read += 1;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it.each([
    ['provision --json --timeout 60', { json: true, timeout: 60, keys: 'device', connectInterval: 11 }],
    ['status', {}],
    ['install-service --print --user me', { print: true, user: 'me', manager: 'systemd' }],
  ])('such as `%s` needs no library', (line, expected) => {
    expect(readPlainLine(line.split(' '), commands, {})).toHaveProperty('options', expected);
  });

  it.each([
    '',
    '--version',
    'help',
    'frobnicate',
    'provision --timeout',
    'provision --keys nobody',
    'install-service',
  ])('is not `%s`: the library has to say something', (line) => {
    expect(readPlainLine(line.split(' '), commands, {})).toBeUndefined();
  });
});
