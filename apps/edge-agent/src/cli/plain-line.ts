import type { CommandDefinition } from './commands';
import { wholeSeconds, type OptionDefinition } from './options';
import type { ChosenCommand } from './program';

type Values = Readonly<Record<string, string | undefined>>;

/**
 * Reads a command line as scripts and service managers write it: a command, and options by their whole names with a value
 * that is none. That is what a library for command lines is not loaded for.
 *
 * @returns what the library would have read; `undefined` for every other line, and where anything is wrong
 */
export function readPlainLine(
  [name, ...words]: readonly string[],
  commands: readonly CommandDefinition[],
  environment: Values,
): ChosenCommand | undefined {
  const command = commands.find((known) => known.name === name);
  const given = command?.argument === undefined ? command && givenWords(words, command.options) : undefined;
  if (command === undefined || given === undefined) {
    return undefined;
  }
  const options: Record<string, string | number | boolean> = {};
  for (const option of command.options) {
    const text = given.get(option.name) ?? (option.env === undefined ? undefined : environment[option.env]);
    const value = text === undefined ? option.default : valueOf(option, text);
    if (value !== undefined) {
      options[attributeOf(option)] = value;
    } else if (text !== undefined || option.mandatory === true) {
      return undefined;
    }
  }
  return { command, options };
}

function givenWords(
  words: readonly string[],
  options: readonly OptionDefinition[],
): ReadonlyMap<string, string> | undefined {
  const given = new Map<string, string>();
  const rest = words.values();
  for (const word of rest) {
    const option = options.find(({ name }) => word === `--${name}`);
    const value: unknown = option?.value === undefined ? '' : rest.next().value;
    if (
      option === undefined ||
      typeof value !== 'string' ||
      value.startsWith('-') ||
      given.has(option.name)
    ) {
      return undefined;
    }
    given.set(option.name, value);
  }
  return given;
}

/** @returns `undefined` where the option cannot have this value */
function valueOf(
  { value, choices, seconds }: OptionDefinition,
  text: string,
): string | number | boolean | undefined {
  if (value === undefined) {
    return true;
  }
  if (seconds !== undefined) {
    return wholeSeconds(text, seconds);
  }
  return choices?.includes(text) === false ? undefined : text;
}

function attributeOf({ name }: OptionDefinition): string {
  return name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
}
