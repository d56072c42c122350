import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { FailureAlert } from '../asking/failure-alert';
import { CopyButton } from '../copying/copy-button';
import { useConsole } from '../shell/console-context';
import { useTitle } from '../shell/use-title';
import { LogLines } from './log-lines';
import { useLogStream } from './use-log-stream';
import { Status } from '../shell/status';

const every = { value: '', label: 'all functions' };

/** What the fleet's functions log, as it comes. */
export default function LogsView() {
  useTitle('Logs');
  const { about } = useConsole();
  const [, navigate] = useLocation();
  const chosen = new URLSearchParams(useSearch()).get('function');
  const name = about.functions.find((each) => each === chosen);
  const [isFollowing, setFollowing] = useState(true);
  const [wanted, setWanted] = useState('');
  const { lines, remarks, failure, clear, hasHeard } = useLogStream(name, isFollowing);
  const shown = lines.filter(({ message }) => message.toLowerCase().includes(wanted.toLowerCase()));
  const options = [every, ...about.functions.map((value) => ({ value, label: value }))];
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="What the fleet's functions log, as it comes; the newest first."
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <CopyButton what="line" rows={shown} />
            <Button onClick={clear} disabled={lines.length === 0}>
              Clear
            </Button>
            <Button onClick={() => setFollowing(!isFollowing)}>{isFollowing ? 'Pause' : 'Go on'}</Button>
          </SpaceBetween>
        }
      >
        Logs
      </Header>
      {failure && <FailureAlert failure={failure} what="following the logs" />}
      {remarks.map((remark) => (
        <Status key={remark} type="warning">
          {remark}
        </Status>
      ))}
      <Container
        header={
          <div className="filters">
            <div className="filter">
              <span aria-hidden="true">Function</span>
              <Select
                ariaLabel="Function"
                options={options}
                selectedOption={options.find(({ value }) => value === name) ?? every}
                onChange={({ detail: { selectedOption } }) =>
                  navigate(
                    selectedOption.value
                      ? `/local/logs?function=${encodeURIComponent(selectedOption.value)}`
                      : '/local/logs',
                  )
                }
              />
            </div>
            <div className="filter">
              <span aria-hidden="true">Lines with</span>
              <Input
                type="search"
                value={wanted}
                ariaLabel="Lines with"
                placeholder="a serial, a reason"
                onChange={({ detail }) => setWanted(detail.value)}
              />
            </div>
          </div>
        }
      >
        <SpaceBetween size="s">
          <Status type={stateOf(isFollowing, hasHeard)}>
            {isFollowing ? (hasHeard ? 'Following' : 'Beginning to follow') : 'Paused'}
          </Status>
          {shown.length === 0 ? (
            <Box color="text-body-secondary">
              {lines.length === 0
                ? 'Nothing was logged since this page was opened. Devices that join, prove or rotate make the hooks log.'
                : 'No line is like that.'}
            </Box>
          ) : (
            <LogLines lines={shown} />
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function stateOf(isFollowing: boolean, hasHeard: boolean) {
  if (!isFollowing) {
    return 'stopped';
  }
  return hasHeard ? 'success' : 'loading';
}
