import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { FailureAlert } from '../asking/failure-alert';
import { Status } from '../shell/status';
import type { useWork } from './use-work';

/** What only the records know is counted when somebody asks for it: that reads every one of them. */
export function CountingPanel({
  heading,
  what,
  counting: { work, stop },
  onStart,
  copy,
  before,
  children,
}: {
  readonly heading: string;
  /** Follows the words for what went wrong, as "counting by state". */
  readonly what: string;
  readonly counting: Pick<ReturnType<typeof useWork>, 'work' | 'stop'>;
  readonly onStart: () => void;
  readonly copy?: ReactNode;
  /** What there is to know before somebody has it counted. */
  readonly before: string;
  /** What was counted. */
  readonly children: ReactNode;
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
              {copy}
              {isRunning ? <Button onClick={stop}>Stop</Button> : <Button onClick={onStart}>Count</Button>}
            </SpaceBetween>
          }
        >
          {heading}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {isRunning && <Status type="loading">{work.progress ?? 'Reading the records'}</Status>}
        {work?.state === 'stopped' && <Status type="stopped">Stopped: nothing was counted</Status>}
        {failure && <FailureAlert failure={failure} what={what} />}
        {children}
        {work === undefined && <Box color="text-body-secondary">{before}</Box>}
      </SpaceBetween>
    </Container>
  );
}
