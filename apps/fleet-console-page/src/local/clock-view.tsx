import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import {
  apiPaths,
  clockState,
  fleetAges,
  fleetCounts,
  fleetSweeps,
  type ClockChange,
} from '@fleet/fleet-console-api';
import { useEffect, useState } from 'react';
import { AnswerView } from '../asking/answer-view';
import { failureOf, type ConsoleFailure } from '../asking/failure';
import { FailureAlert } from '../asking/failure-alert';
import { useAnswer } from '../asking/use-answer';
import { AgeChart } from '../fleet/age-chart';
import { FleetNumbers } from '../fleet/fleet-numbers';
import { SweepsPanel } from '../fleet/sweeps-panel';
import { useConsole, whyNot } from '../shell/console-context';
import { useTitle } from '../shell/use-title';
import { aheadWords } from './clock-words';
import { MoveTo } from './move-to';
import { PlayDays } from './play-days';

const hour = 3_600_000;
const steps = [
  { words: '1 hour', millis: hour },
  { words: '1 day', millis: 24 * hour },
  { words: '7 days', millis: 7 * 24 * hour },
  { words: '30 days', millis: 30 * 24 * hour },
];

/** Moves the time of local-cloud, and shows what rotation makes of it. */
export default function ClockView() {
  useTitle('Clock');
  const console = useConsole();
  const { client } = console;
  const clock = useAnswer(apiPaths.clock, clockState, 'about');
  const [failure, setFailure] = useState<ConsoleFailure>();
  const [isMoving, setMoving] = useState(false);
  const { counts, ages, sweeps, askAgain } = useFleetAtTime();
  const { askAgain: readClock } = clock;
  const move = async (change: ClockChange): Promise<boolean> => {
    setMoving(true);
    try {
      await client.ask(apiPaths.clock, clockState, { method: 'POST', body: change });
      setFailure(undefined);
      return true;
    } catch (thrown) {
      setFailure(failureOf(thrown));
      return false;
    } finally {
      setMoving(false);
      readClock();
      askAgain();
    }
  };
  const reason = whyNot(console, 'move-clock');
  const isOff = isMoving || reason !== undefined;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="The time of local-cloud. Schedules, sweeps, permits and certificates go by it; devices keep their own."
      >
        Clock
      </Header>
      {failure && <FailureAlert failure={failure} what="moving the clock" />}
      <Container>
        <SpaceBetween size="l">
          <AnswerView answer={clock} what="the clock">
            {({ time, offsetMillis }) => (
              <div>
                <Box variant="awsui-key-label">It is</Box>
                <Box fontSize="display-l" fontWeight="bold">
                  {time.slice(0, 16).replace('T', ' ')}{' '}
                  <Box variant="span" fontSize="heading-m" color="text-body-secondary">
                    UTC
                  </Box>
                </Box>
                <Box color="text-body-secondary">{aheadWords(offsetMillis)}</Box>
              </div>
            )}
          </AnswerView>
          {reason !== undefined && <Box color="text-body-secondary">{reason}</Box>}
          <div className="controls" role="group" aria-label="Move the clock">
            {steps.map(({ words, millis }) => (
              <Button key={words} disabled={isOff} onClick={() => void move({ change: 'by', millis })}>
                {`+ ${words}`}
              </Button>
            ))}
            <Button disabled={isOff} onClick={() => void move({ change: 'reset' })}>
              Back to the machine’s time
            </Button>
          </div>
          <MoveTo disabled={isOff} onMove={(time) => void move({ change: 'to', time })} />
          <PlayDays
            disabled={reason !== undefined}
            moveADay={() => move({ change: 'by', millis: 24 * hour })}
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">The fleet at this time</Header>}>
        <SpaceBetween size="l">
          <AnswerView answer={counts} what="the size of the fleet">
            {(value) => <FleetNumbers counts={value} />}
          </AnswerView>
          <AnswerView answer={ages} what="the ages of certificates">
            {(value) => <AgeChart ages={value} />}
          </AnswerView>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">The last sweeps</Header>}>
        <AnswerView answer={sweeps} what="the last sweeps">
          {(value) => <SweepsPanel sweeps={value} />}
        </AnswerView>
      </Container>
    </SpaceBetween>
  );
}

/** Asks again while the clock runs on: devices and sweeps need a moment after each move. */
function useFleetAtTime() {
  const counts = useAnswer(apiPaths.fleet, fleetCounts, 'fleet');
  const ages = useAnswer(apiPaths.ages, fleetAges, 'fleet');
  const sweeps = useAnswer(apiPaths.sweeps(14), fleetSweeps, 'fleet');
  const [round, setRound] = useState(0);
  const all = [counts.askAgain, ages.askAgain, sweeps.askAgain];
  useEffect(() => {
    if (round > 0) {
      all.forEach((ask) => ask());
    }
    // Whoever asks is the same function as long as the view is open.
  }, [round]);
  return { counts, ages, sweeps, askAgain: () => setRound((before) => before + 1) };
}
