/** One of the fields of a cron expression that are numbers, or names of numbers. */
export interface FieldRange {
  readonly first: number;
  readonly last: number;
  /** Names of the numbers from `first` on. */
  readonly names?: readonly string[];
}

/**
 * The numbers that a field stands for, in ascending order: a list of `*`, numbers, ranges (`1-5`) and steps
 * (`0/15` from 0 on, `10-40/5`, `*`+`/2`).
 * @returns undefined when it is none
 */
export function numbersOf(text: string, range: FieldRange): number[] | undefined {
  const numbers = new Set<number>();
  for (const item of text.split(',')) {
    const found = itemNumbers(item, range);
    if (found === undefined) {
      return undefined;
    }
    for (const number of found) {
      numbers.add(number);
    }
  }
  return [...numbers].sort((a, b) => a - b);
}

/** A number or a name of the field; undefined when it is neither, or out of range. */
export function numberOf(text: string, { first, last, names = [] }: FieldRange): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named !== -1) {
    return first + named;
  }
  if (!/^\d{1,4}$/.test(text)) {
    return undefined;
  }
  const number = Number(text);
  return number >= first && number <= last ? number : undefined;
}

function itemNumbers(item: string, range: FieldRange): number[] | undefined {
  const [, bounds, stepText] = /^([^/]+)(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  const step = stepText === undefined ? 1 : Number(stepText);
  const ends = bounds === undefined ? undefined : boundsOf(bounds, range, stepText !== undefined);
  if (ends === undefined || step < 1) {
    return undefined;
  }
  const numbers: number[] = [];
  for (let number = ends.from; number <= ends.to; number += step) {
    numbers.push(number);
  }
  return numbers;
}

function boundsOf(text: string, range: FieldRange, hasStep: boolean) {
  if (text === '*') {
    return { from: range.first, to: range.last };
  }
  const [, low, high] = /^([^-]+)(?:-([^-]+))?$/.exec(text) ?? [];
  const from = low === undefined ? undefined : numberOf(low, range);
  const to = high === undefined ? (hasStep ? range.last : from) : numberOf(high, range);
  if (from === undefined || to === undefined || from > to) {
    return undefined;
  }
  return { from, to };
}
