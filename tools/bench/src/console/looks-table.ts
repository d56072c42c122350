import { median } from '../report/statistics';
import { looks, type MeasuredVisit } from './measured-visit';

const head = ['what', 'median', 'longest', 'processor’s time, median', 'goal'];

/** What was measured in all visits, as a table of Markdown. */
export function looksTable(visits: readonly MeasuredVisit[]): string {
  const rows = looks.map(({ name, what, goal }) => {
    const measured = visits.flatMap((visit) => visit[name]);
    const millis = measured.map((look) => look.millis);
    const processor = median(measured.map((look) => look.processorMillis));
    return [what, ...[median(millis), Math.max(...millis), processor, goal].map(inSeconds)];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function inSeconds(millis: number): string {
  return `${(millis / 1_000).toFixed(2)} s`;
}
