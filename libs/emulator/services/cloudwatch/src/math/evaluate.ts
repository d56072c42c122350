import type { Expression } from './expression';
import { functions } from './functions';
import { MathError } from './math-error';
import { scalar, series } from './values';
import type { MathGround, MathValue } from './values';

const truth = (is: boolean) => (is ? 1 : 0);

const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '>': (left, right) => truth(left > right),
  '<=': (left, right) => truth(left <= right),
  '>=': (left, right) => truth(left >= right),
  '&&': (left, right) => truth(left !== 0 && right !== 0),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  '||': (left, right) => truth(left !== 0 || right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
};

/** Words that FILL takes. */
const words = new Set(['REPEAT', 'LINEAR']);

/** @throws MathError */
export function evaluateExpression(expression: Expression, ground: MathGround): MathValue {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'text':
      return { kind: 'text', text: expression.text };
    case 'reference':
      return words.has(expression.id) ? { kind: 'text', text: expression.id } : ground.resolve(expression.id);
    case 'list':
      return { kind: 'list', series: expression.items.flatMap((item) => seriesOf(item, ground)) };
    case 'negation':
      return combined(scalar(0), evaluateExpression(expression.of, ground), operatorNamed('-'));
    case 'operation': {
      const [left, right] = [expression.left, expression.right].map((side) =>
        evaluateExpression(side, ground),
      );
      return combined(left, right, operatorNamed(expression.operator));
    }
    case 'call': {
      const args = expression.args.map((argument) => evaluateExpression(argument, ground));
      return functionNamed(expression.name)(args, ground, expression.name);
    }
  }
}

/** The ids that an expression names, and the functions that it calls. */
export function namesIn(expression: Expression): { ids: string[]; calls: string[] } {
  const parts = partsOf(expression).map(namesIn);
  const { kind } = expression;
  const own = kind === 'reference' && !words.has(expression.id) ? [expression.id] : [];
  return {
    ids: [...own, ...parts.flatMap(({ ids }) => ids)],
    calls: [...(kind === 'call' ? [expression.name] : []), ...parts.flatMap(({ calls }) => calls)],
  };
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'list':
      return expression.items;
    case 'negation':
      return [expression.of];
    case 'operation':
      return [expression.left, expression.right];
    case 'call':
      return expression.args;
    case 'number':
    case 'text':
    case 'reference':
      return [];
  }
}

/** @throws MathError that names a function which is not here */
export function functionNamed(name: string): (typeof functions)[string] {
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known === undefined) {
    throw new MathError(`local-cloud has no function ${name} of metric math`);
  }
  return known;
}

function operatorNamed(name: string): (left: number, right: number) => number {
  const known = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (known === undefined) {
    throw new MathError(`there is no operator ${name}`);
  }
  return known;
}

function seriesOf(item: Expression, ground: MathGround) {
  const value = evaluateExpression(item, ground);
  switch (value.kind) {
    case 'series':
      return [value.points];
    case 'list':
      return value.series;
    case 'scalar':
    case 'text':
      throw new MathError('a list has series of values only');
  }
}

/** User guide, "Using metric math": two series have a value where both have one. */
function combined(
  left: MathValue | undefined,
  right: MathValue | undefined,
  work: (left: number, right: number) => number,
): MathValue {
  if (left?.kind === 'scalar' && right?.kind === 'scalar') {
    return scalar(work(left.value, right.value));
  }
  if (left?.kind === 'series' && right?.kind === 'scalar') {
    return series([...left.points].map(([time, value]) => [time, work(value, right.value)]));
  }
  if (left?.kind === 'scalar' && right?.kind === 'series') {
    return series([...right.points].map(([time, value]) => [time, work(left.value, value)]));
  }
  if (left?.kind === 'series' && right?.kind === 'series') {
    const both = [...left.points].flatMap(([time, value]): [number, number][] => {
      const other = right.points.get(time);
      return other === undefined ? [] : [[time, work(value, other)]];
    });
    return series(both);
  }
  throw new MathError('operators combine numbers and series; summarise a list first, as by SUM');
}
