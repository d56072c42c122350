import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { JoinedByClaim } from '@fleet/fleet-console-api';
import type { useWork } from '../acts/use-work';
import { FailureAlert } from '../asking/failure-alert';
import { CopyButton } from '../copying/copy-button';
import { counted } from '../words/moments';
import { joinedSeries } from './joined-series';
import { Status } from '../shell/status';

/** Who joined over which claim, by day: counted when somebody asks for it. */
export function JoinedPanel({
  joining: { work, stop },
  joined,
  onStart,
}: {
  readonly joining: ReturnType<typeof useWork>;
  readonly joined: JoinedByClaim | undefined;
  readonly onStart: () => void;
}) {
  const isRunning = work?.state === 'running';
  const [failure] = work?.failures ?? [];
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <CopyButton what="day" rows={rowsOf(joined)} />
              {isRunning ? <Button onClick={stop}>Stop</Button> : <Button onClick={onStart}>Count</Button>}
            </SpaceBetween>
          }
        >
          Devices that joined, by day
        </Header>
      }
    >
      <SpaceBetween size="s">
        {isRunning && <Status type="loading">{work.progress ?? 'Reading the records'}</Status>}
        {work?.state === 'stopped' && <Status type="stopped">Stopped: nothing was counted</Status>}
        {failure && <FailureAlert failure={failure} what="counting who joined" />}
        {joined && <Chart joined={joined} />}
        {work === undefined && (
          <Box color="text-body-secondary">
            This reads every record, which takes minutes in a large fleet. Records forget certificates that
            were deleted long ago, and with them how a device joined.
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}

function Chart({ joined }: { readonly joined: JoinedByClaim }) {
  const { days, series } = joinedSeries(joined);
  return (
    <SpaceBetween size="xs">
      <Box color="text-body-secondary">{counted(joined.read, 'record')} read</Box>
      <BarChart
        series={series.map((each) => ({ ...each, type: 'bar' as const }))}
        xDomain={days}
        xScaleType="categorical"
        stackedBars
        hideFilter
        height={220}
        xTitle="day of the first proof"
        ariaLabel="Devices that joined, by claim and day"
        xTickFormatter={(day) => day.slice(5)}
        empty={<Box textAlign="center">No device has joined over a claim that is on record.</Box>}
      />
    </SpaceBetween>
  );
}

function rowsOf(joined: JoinedByClaim | undefined) {
  return (joined?.claims ?? []).flatMap(({ model, generation, days }) =>
    days.map(({ day, count }) => ({ model, generation, day, count })),
  );
}
