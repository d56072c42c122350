import { isReached, type Figure, type Unit } from './figures';

const head = ['what', 'ours', 'AWS SDK', 'ratio', 'goal', 'reached'];

/** Figures as a Markdown table with columns of even width, to be read in a terminal and in a page. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const reached = isReached(figure);
    return [
      figure.what,
      quantity(figure.ours, figure.unit),
      figure.sdk === undefined ? '' : quantity(figure.sdk, figure.unit),
      figure.sdk === undefined ? '' : (figure.ours / figure.sdk).toFixed(2),
      goalOf(figure),
      reached === undefined ? '' : reached ? 'yes' : 'no',
    ];
  });
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function goalOf({ goal, unit }: Figure): string {
  if (goal === undefined) {
    return '';
  }
  return 'atMost' in goal
    ? `at most ${quantity(goal.atMost, unit)}`
    : `at most ${goal.atMostOfSdk} of the SDK's`;
}

function quantity(value: number, unit: Unit): string {
  const digits = value < 10 ? 1 : 0;
  return unit === '/s' ? `${value.toFixed(digits)}/s` : `${value.toFixed(digits)} ${unit}`;
}
