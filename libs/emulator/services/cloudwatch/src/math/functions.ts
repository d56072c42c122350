import type { Series } from '../metrics/series';
import { MathError } from './math-error';
import { scalar, series } from './values';
import type { MathGround, MathValue } from './values';

type MathFunction = (args: readonly MathValue[], ground: MathGround, name: string) => MathValue;

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
/** Without the stack that Math.max(...values) needs. */
const largest = (values: readonly number[]) => values.reduce((one, other) => Math.max(one, other), -Infinity);
const smallest = (values: readonly number[]) => values.reduce((one, other) => Math.min(one, other), Infinity);

/** User guide, "Using metric math": the functions that are here. All others are refused by their names. */
export const functions: Readonly<Record<string, MathFunction>> = {
  ABS: eachPoint(Math.abs),
  CEIL: eachPoint(Math.ceil),
  FLOOR: eachPoint(Math.floor),
  AVG: summary((values) => total(values) / values.length),
  MAX: summary(largest),
  MIN: summary(smallest),
  SUM: summary(total),
  METRICS: (args, ground) => ({ kind: 'list', series: ground.metrics(textIn(args[0])) }),
  PERIOD: (_args, ground) => scalar(ground.period),
  RATE: overTime((value, before, seconds) => (value - before) / seconds),
  DIFF: overTime((value, before) => value - before),
  RUNNING_SUM: (args, ground, name) => runningSum(seriesIn(args[0], name), ground),
  FILL: (args, ground, name) => filled(seriesIn(args[0], name), args[1], ground),
  IF: (args, ground) => conditional(args, ground),
};

function eachPoint(work: (value: number) => number): MathFunction {
  return ([arg], _ground, name) =>
    arg?.kind === 'scalar'
      ? scalar(work(arg.value))
      : series([...seriesIn(arg, name)].map(([time, value]) => [time, work(value)]));
}

/** Of one series: a number. Of several: a series, each of its points over all that have a value then. */
function summary(work: (values: readonly number[]) => number): MathFunction {
  return ([arg], { times }, name) => {
    if (arg?.kind !== 'list') {
      const values = [...seriesIn(arg, name).values()];
      return values.length === 0 ? series([]) : scalar(work(values));
    }
    const points = times.flatMap((time): [number, number][] => {
      const values = arg.series.flatMap((each) => each.get(time) ?? []);
      return values.length === 0 ? [] : [[time, work(values)]];
    });
    return series(points);
  };
}

/** From one value to the next that there is. */
function overTime(work: (value: number, before: number, seconds: number) => number): MathFunction {
  return ([arg], { times }, name) => {
    const points = seriesIn(arg, name);
    const changes: [number, number][] = [];
    let before: [number, number] | undefined;
    for (const time of times) {
      const value = points.get(time);
      if (value !== undefined) {
        if (before !== undefined) {
          changes.push([time, work(value, before[1], time - before[0])]);
        }
        before = [time, value];
      }
    }
    return series(changes);
  };
}

function runningSum(points: Series<number>, { times }: MathGround): MathValue {
  let sum = 0;
  return series(
    times.flatMap((time): [number, number][] => {
      const value = points.get(time);
      sum += value ?? 0;
      return value === undefined ? [] : [[time, sum]];
    }),
  );
}

function filled(points: Series<number>, filler: MathValue | undefined, { times }: MathGround): MathValue {
  let last: number | undefined;
  return series(
    times.flatMap((time): [number, number][] => {
      const value = points.get(time) ?? fillerAt(filler, time, last);
      last = value;
      return value === undefined ? [] : [[time, value]];
    }),
  );
}

function fillerAt(filler: MathValue | undefined, time: number, last: number | undefined): number | undefined {
  switch (filler?.kind) {
    case 'scalar':
      return filler.value;
    case 'series':
      return filler.points.get(time);
    case 'text':
      if (filler.text === 'REPEAT') {
        return last;
      }
      break;
    case 'list':
    case undefined:
      break;
  }
  throw new MathError('local-cloud fills with a number, a series or REPEAT');
}

/** User guide, "Using metric math", IF: without a third argument there is no data where the condition is 0. */
function conditional([condition, yes, no]: readonly MathValue[], { times }: MathGround): MathValue {
  if (condition === undefined || yes === undefined) {
    throw new MathError('IF needs a condition and a value');
  }
  if (condition.kind === 'scalar') {
    return (condition.value !== 0 ? yes : no) ?? series([]);
  }
  const conditions = seriesIn(condition, 'IF');
  return series(
    times.flatMap((time): [number, number][] => {
      const met = conditions.get(time);
      const chosen = met === undefined ? undefined : met !== 0 ? yes : no;
      const value = chosen === undefined ? undefined : valueAt(chosen, time);
      return value === undefined ? [] : [[time, value]];
    }),
  );
}

function valueAt(value: MathValue, time: number): number | undefined {
  if (value.kind === 'scalar') {
    return value.value;
  }
  return seriesIn(value, 'IF').get(time);
}

function seriesIn(value: MathValue | undefined, name: string): Series<number> {
  if (value?.kind !== 'series') {
    throw new MathError(`${name} needs a series of values`);
  }
  return value.points;
}

function textIn(value: MathValue | undefined): string {
  if (value === undefined) {
    return '';
  }
  if (value.kind !== 'text') {
    throw new MathError('METRICS takes a text in quotation marks');
  }
  return value.text;
}
