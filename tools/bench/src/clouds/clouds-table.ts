import type { Unit } from '../report/figures';
import { median } from '../report/statistics';
import type { CloudRound } from './cloud-round';

/** All rounds of one program. */
export interface MeasuredCloud {
  readonly name: string;
  readonly rounds: readonly CloudRound[];
}

/** A line for each figure: the median of each cloud, and how it compares with the first one. */
export function cloudsTable(clouds: readonly MeasuredCloud[]): string {
  const [first] = clouds;
  const rows = (first?.rounds[0]?.figures ?? []).map(({ what, unit }) => {
    const medians = clouds.map((cloud) => medianOf(cloud, what));
    const [base = Number.NaN] = medians;
    return [what, ...medians.map((value) => withRatio(value, base, unit))];
  });
  const loads = clouds.map(({ rounds }) => median(rounds.map(({ load }) => load)).toFixed(1));
  const lines = [['', ...clouds.map(({ name }) => name)], ...rows, ['load of the machine', ...loads]];
  return lines.map((cells) => cells.join('\t')).join('\n');
}

function medianOf({ rounds }: MeasuredCloud, what: string): number {
  return median(
    rounds.flatMap(({ figures }) => figures.filter((figure) => figure.what === what).map(({ ours }) => ours)),
  );
}

function withRatio(value: number, base: number, unit: Unit): string {
  const ratio = value === base ? '' : ` (${(value / base).toFixed(2)} ×)`;
  return `${value.toFixed(unit === '/s' ? 1 : 0)} ${unit}${ratio}`;
}
