import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import {
  apiPaths,
  fleetAges,
  fleetAlarms,
  fleetCounts,
  fleetRefusals,
  fleetSweeps,
} from '@fleet/fleet-console-api';
import { AnswerView } from '../asking/answer-view';
import { useAnswer } from '../asking/use-answer';
import { CopyButton } from '../copying/copy-button';
import { useConsole } from '../shell/console-context';
import { useTitle } from '../shell/use-title';
import { counted, minuteOf } from '../words/moments';
import { AgeChart } from './age-chart';
import { AlarmsPanel } from './alarms-panel';
import { EmptyFleet } from './empty-fleet';
import { FleetNumbers } from './fleet-numbers';
import { fleetRemarks } from './fleet-standing';
import { RecordsPanel } from './records-panel';
import { RefusalsPanel } from './refusals-panel';
import { StandingLine } from './standing-line';
import { SweepsPanel } from './sweeps-panel';

const sweepDays = 14;
const refusalHours = 24;

/** Is everything well, who is due, who is stuck. */
export default function FleetView() {
  useTitle('Fleet');
  const { about } = useConsole();
  const answers = useFleetAnswers();
  const { counts, ages, alarms, sweeps, refusals } = answers;
  const all = Object.entries(answers);
  const known = { counts: counts.value, ages: ages.value, alarms: alarms.value, sweeps: sweeps.value };
  const things = counts.value?.things;
  const askAgain = () => all.forEach(([, answer]) => answer.askAgain());
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={`${about.resourceTag} in ${about.place}${counts.value ? `, counted at ${minuteOf(counts.value.at)} UTC` : ''}`}
        actions={<Button iconName="refresh" ariaLabel="Ask again" onClick={askAgain} />}
      >
        Fleet
      </Header>
      {things === 0 ? (
        <EmptyFleet />
      ) : (
        <StandingLine
          remarks={fleetRemarks(known, about)}
          isComplete={all.every(([, { value, failure }]) => value !== undefined || failure !== undefined)}
          missing={all.flatMap(([name, { failure }]) => (failure === undefined ? [] : [name]))}
          size={
            counts.value === undefined
              ? ''
              : `${counted(counts.value.things, 'device')}, ${counts.value.connected.count} connected`
          }
        />
      )}
      <Container>
        <AnswerView answer={counts} what="the size of the fleet">
          {(value) => <FleetNumbers counts={value} />}
        </AnswerView>
      </Container>
      <Grid
        gridDefinition={[
          { colspan: { default: 12, s: 8 } },
          { colspan: { default: 12, s: 4 } },
          { colspan: { default: 12, s: 8 } },
          { colspan: { default: 12, s: 4 } },
        ]}
      >
        <Container
          fitHeight
          header={
            <Header
              variant="h2"
              actions={
                <CopyButton
                  what="bar"
                  rows={(ages.value?.bars ?? []).map(({ from, until, count }) => ({ from, until, count }))}
                />
              }
            >
              Age of certificates
            </Header>
          }
        >
          <AnswerView answer={ages} what="the ages of certificates">
            {(value) => <AgeChart ages={value} />}
          </AnswerView>
        </Container>
        <Container
          fitHeight
          header={
            <Header variant="h2">
              <span id="alarms">Alarms</span>
            </Header>
          }
        >
          <AnswerView answer={alarms} what="the alarms">
            {(value) => <AlarmsPanel alarms={value.alarms} hasAlarms={about.hasAlarms} />}
          </AnswerView>
        </Container>
        <Container
          fitHeight
          header={
            <Header variant="h2" actions={<CopyButton what="day" rows={sweeps.value?.days ?? []} />}>
              <span id="sweeps">Sweeps of the last {sweepDays} days</span>
            </Header>
          }
        >
          <AnswerView answer={sweeps} what="the last sweeps">
            {(value) => <SweepsPanel sweeps={value} />}
          </AnswerView>
        </Container>
        <SpaceBetween size="l">
          <Container
            header={
              <Header
                variant="h2"
                description={`by the hooks, in the last ${refusalHours} hours`}
                actions={<CopyButton what="reason" rows={refusals.value?.reasons ?? []} />}
              >
                Refusals
              </Header>
            }
          >
            <AnswerView answer={refusals} what="the refusals">
              {(value) => <RefusalsPanel refusals={value} />}
            </AnswerView>
          </Container>
          <RecordsPanel />
        </SpaceBetween>
      </Grid>
    </SpaceBetween>
  );
}

function useFleetAnswers() {
  return {
    counts: useAnswer(apiPaths.fleet, fleetCounts, 'fleet'),
    ages: useAnswer(apiPaths.ages, fleetAges, 'fleet'),
    alarms: useAnswer(apiPaths.alarms, fleetAlarms, 'fleet'),
    sweeps: useAnswer(apiPaths.sweeps(sweepDays), fleetSweeps, 'fleet'),
    refusals: useAnswer(apiPaths.refusals(refusalHours), fleetRefusals, 'fleet'),
  };
}
