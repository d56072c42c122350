import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import MixedLineBarChart from '@cloudscape-design/components/mixed-line-bar-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { FleetSweeps, SweepDay } from '@fleet/fleet-console-api';
import { dayOf, numberWords } from '../words/moments';
import { sweepSeries } from './sweep-series';
import { Status } from '../shell/status';

/** The last sweeps as a chart, and in figures. */
export function SweepsPanel({ sweeps }: { readonly sweeps: FleetSweeps }) {
  const { days, series } = sweepSeries(sweeps);
  if (days.length === 0) {
    return <Box color="text-body-secondary">{sweeps.remarks[0] ?? 'No sweep has run in these days.'}</Box>;
  }
  return (
    <SpaceBetween size="s">
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
        xTitle="day of the sweep"
        ariaLabel="What the last sweeps did"
        xTickFormatter={(day) => day.slice(5)}
        empty={<Box textAlign="center">No sweep has run in these days.</Box>}
      />
      {sweeps.remarks.map((remark) => (
        <Status key={remark} type="warning">
          {remark}
        </Status>
      ))}
      <ExpandableSection headerText="In figures">
        <SweepTable days={sweeps.days.toReversed()} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

const figure = (value: number | undefined) => (value === undefined ? '–' : numberWords(value));

function SweepTable({ days }: { readonly days: readonly SweepDay[] }) {
  return (
    <Table
      variant="embedded"
      items={days}
      trackBy="day"
      ariaLabels={{ tableLabel: 'The last sweeps in figures' }}
      columnDefinitions={[
        { id: 'day', header: 'Day', cell: ({ day }) => dayOf(day), isRowHeader: true },
        {
          id: 'done',
          header: 'Ended',
          cell: ({ isDone }) => (
            <Status type={isDone ? 'success' : 'stopped'}>{isDone ? 'yes' : 'no'}</Status>
          ),
        },
        { id: 'found', header: 'Found', cell: ({ found }) => figure(found) },
        { id: 'warned', header: 'Warned', cell: ({ warned }) => figure(warned) },
        { id: 'first', header: 'First warnings', cell: ({ firstWarnings }) => figure(firstWarnings) },
        { id: 'cut', header: 'Cut off', cell: ({ cutOff }) => figure(cutOff) },
        { id: 'failed', header: 'Failed', cell: ({ failed }) => figure(failed) },
        { id: 'seconds', header: 'Seconds', cell: ({ seconds }) => figure(seconds) },
      ]}
    />
  );
}
