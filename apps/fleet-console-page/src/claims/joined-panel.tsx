import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { JoinedByClaim } from '@fleet/fleet-console-api';
import { CountingPanel } from '../acts/counting-panel';
import type { useWork } from '../acts/use-work';
import { CopyButton } from '../copying/copy-button';
import { CountLink } from '../shell/count-link';
import { counted, wholeNumber } from '../words/moments';
import { joinedRows, joinedSeries, mostDays, type JoinedRow } from './joined-series';

/** Who joined over which claim, by day: counted when somebody asks for it. */
export function JoinedPanel({
  joining,
  joined,
  onStart,
}: {
  readonly joining: ReturnType<typeof useWork>;
  readonly joined: JoinedByClaim | undefined;
  readonly onStart: () => void;
}) {
  const rows = joined === undefined ? [] : joinedRows(joined);
  return (
    <CountingPanel
      heading="Devices that joined, by day"
      what="counting who joined"
      counting={joining}
      onStart={onStart}
      copy={
        <CopyButton
          what="day"
          rows={rows.map(({ model, generation, day, count }) => ({ model, generation, day, count }))}
        />
      }
      before="This reads every record, which takes minutes in a large fleet. Records forget certificates that were deleted long ago, and with them how a device joined."
    >
      {joined && (
        <SpaceBetween size="xs">
          <Box color="text-body-secondary">
            {counted(joined.read, 'record')} read. A bar leads to its devices, which are read from the records
            once more. The chart has the last {mostDays} days, and the figures have all of them.
          </Box>
          <JoinedChart joined={joined} rows={rows} />
          {rows.length > 0 && (
            <ExpandableSection headerText="In figures">
              <JoinedTable rows={rows.toReversed()} />
            </ExpandableSection>
          )}
        </SpaceBetween>
      )}
    </CountingPanel>
  );
}

function JoinedChart({
  joined,
  rows,
}: {
  readonly joined: JoinedByClaim;
  readonly rows: readonly JoinedRow[];
}) {
  const { days, series } = joinedSeries(joined);
  const listBehind = (title: string, x: string) =>
    rows.find(({ claim, day }) => claim === title && day === x)?.href;
  return (
    <BarChart
      series={series.map((each) => ({ ...each, type: 'bar' as const }))}
      xDomain={days}
      xScaleType="categorical"
      stackedBars
      hideFilter
      height={220}
      xTitle="day of the first proof (UTC)"
      yTitle="devices"
      ariaLabel="Devices that joined, by claim and day"
      xTickFormatter={(day) => day.slice(5)}
      yTickFormatter={wholeNumber}
      detailPopoverSeriesContent={({ series: { title }, x, y }) => ({
        key: title,
        value: <CountLink count={y} href={listBehind(title, x)} />,
      })}
      empty={<Box textAlign="center">No device has joined over a claim that is on record.</Box>}
    />
  );
}

function JoinedTable({ rows }: { readonly rows: readonly JoinedRow[] }) {
  return (
    <Table
      variant="embedded"
      items={rows}
      trackBy={({ claim, day }) => `${day} ${claim}`}
      ariaLabels={{ tableLabel: 'Devices that joined, in figures' }}
      columnDefinitions={[
        { id: 'day', header: 'Day', cell: ({ day }) => day, isRowHeader: true },
        { id: 'claim', header: 'Claim', cell: ({ claim }) => claim },
        {
          id: 'count',
          header: 'Devices',
          cell: ({ count, href }) => <CountLink count={count} href={href} />,
        },
      ]}
    />
  );
}
