import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import MixedLineBarChart from '@cloudscape-design/components/mixed-line-bar-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetSweeps } from '@fleet/fleet-console-api';
import { CountLink } from '../shell/count-link';
import { Status } from '../shell/status';
import { dayOf, numberWords, wholeNumber } from '../words/moments';
import { listBehindBar, sweepSeries } from './sweep-series';
import { SweepTable } from './sweep-table';

/** The last sweeps as a chart, and in figures. */
export function SweepsPanel({ sweeps }: { readonly sweeps: FleetSweeps }) {
  if (sweeps.days.length === 0) {
    return <Box color="text-body-secondary">{sweeps.remarks[0] ?? 'No sweep has run in these days.'}</Box>;
  }
  return (
    <SpaceBetween size="s">
      <SweepChart sweeps={sweeps} />
      {sweeps.remarks.map((remark) => (
        <Status key={remark} type="warning">
          {remark}
        </Status>
      ))}
      <Box color="text-body-secondary" variant="small" display="block">
        A bar leads to its list. For found and warned, that is who was due then and has not rotated since: who
        has is not kept. First warnings are read from the records, cut off and failed from the logs.
      </Box>
      <ExpandableSection headerText="In figures">
        <SweepTable days={sweeps.days.toReversed()} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

/** Whoever clicks a bar, or presses Enter on it, gets the figures of its day, each with its list. */
function SweepChart({ sweeps }: { readonly sweeps: FleetSweeps }) {
  const { days, series } = sweepSeries(sweeps);
  return (
    <MixedLineBarChart
      series={series.map(({ title, data, color }) => ({
        type: 'bar' as const,
        title,
        color,
        data,
        valueFormatter: numberWords,
      }))}
      xDomain={days}
      xScaleType="categorical"
      height={220}
      hideFilter
      xTitle="day of the sweep (UTC)"
      yTitle="devices"
      ariaLabel="What the last sweeps did"
      xTickFormatter={(day) => day.slice(5)}
      yTickFormatter={wholeNumber}
      detailPopoverSeriesContent={({ series: { title }, x, y }) => ({
        key: title,
        value: <CountLink count={y} href={listBehindBar(sweeps, title, x)} />,
      })}
      detailPopoverFooter={(x) => secondsWords(sweeps, x)}
      empty={<Box textAlign="center">No sweep has run in these days.</Box>}
    />
  );
}

function secondsWords({ days }: FleetSweeps, x: string): string | undefined {
  const seconds = days.find(({ day }) => dayOf(day) === x)?.seconds;
  return seconds === undefined ? undefined : `It took ${numberWords(seconds)} s.`;
}
