import type { Figure, Unit } from '../report/figures';
import { median } from '../report/statistics';
import type { CloudRound } from './cloud-round';

/** All rounds of one program. */
export interface MeasuredCloud {
  readonly name: string;
  readonly rounds: readonly CloudRound[];
}

/** A line for each figure: the median of each cloud, and how it compares with the first one. */
export function cloudsTable(clouds: readonly MeasuredCloud[]): string {
  const rows = measuredFigures(clouds).map(({ what, unit }) => {
    const medians = clouds.map((cloud) => medianOf(cloud, what));
    return [what, ...medians.map((value) => withRatio(value, medians[0], unit))];
  });
  const loads = clouds.map(({ rounds }) => median(rounds.map(({ load }) => load)).toFixed(1));
  const lines = [['', ...clouds.map(({ name }) => name)], ...rows, ['load of the machine', ...loads]];
  return lines.map((cells) => cells.join('\t')).join('\n');
}

/** One of each, in the order in which they were measured. */
function measuredFigures(clouds: readonly MeasuredCloud[]): Figure[] {
  const figures = clouds.flatMap(({ rounds }) => rounds.flatMap((round) => round.figures));
  return [...new Map(figures.map((figure) => [figure.what, figure])).values()];
}

/** Undefined where it could not be measured in any round. */
function medianOf({ rounds }: MeasuredCloud, what: string): number | undefined {
  const values = rounds.flatMap(({ figures }) =>
    figures.filter((figure) => figure.what === what).map(({ ours }) => ours),
  );
  return values.length === 0 ? undefined : median(values);
}

function withRatio(value: number | undefined, base: number | undefined, unit: Unit): string {
  if (value === undefined) {
    return 'not measured';
  }
  const ratio = base === undefined || value === base ? '' : ` (${(value / base).toFixed(2)} ×)`;
  return `${value.toFixed(unit === '/s' ? 1 : 0)} ${unit}${ratio}`;
}
