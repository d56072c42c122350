import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { apiPaths, recordCounts, recordStates, type RecordCounts } from '@fleet/fleet-console-api';
import { useWork } from '../acts/use-work';
import { FailureAlert } from '../asking/failure-alert';
import { PageLink } from '../shell/page-link';
import { numberWords } from '../words/moments';
import { Status } from '../shell/status';

/** What only the records know is counted when somebody asks for it: it reads every one. */
export function RecordsPanel() {
  const { work, start, stop } = useWork();
  const isRunning = work?.state === 'running';
  const counts = recordCounts.safeParse(work?.data);
  const [failure] = work?.failures ?? [];
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            isRunning ? (
              <Button onClick={stop}>Stop</Button>
            ) : (
              <Button onClick={() => void start(apiPaths.records)}>Count</Button>
            )
          }
        >
          By state
        </Header>
      }
    >
      <SpaceBetween size="s">
        {counts.success && <States counts={counts.data} />}
        {isRunning && <Status type="loading">{work.progress ?? 'Reading the records'}</Status>}
        {work?.state === 'stopped' && <Status type="stopped">Stopped: nothing was counted</Status>}
        {failure && <FailureAlert failure={failure} what="counting by state" />}
        {work === undefined && (
          <Box color="text-body-secondary">
            Allowed, active, blocked, warned and unproven devices. This reads every record, which takes
            minutes in a large fleet.
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}

function States({ counts }: { readonly counts: RecordCounts }) {
  return (
    <KeyValuePairs
      columns={2}
      minColumnWidth={110}
      items={[
        { label: 'On record', value: numberWords(counts.records) },
        ...recordStates.map((state) => ({
          label: `${state.slice(0, 1).toUpperCase()}${state.slice(1)}`,
          value: <PageLink href={`/devices?state=${state}`}>{numberWords(counts[state])}</PageLink>,
        })),
      ]}
    />
  );
}
