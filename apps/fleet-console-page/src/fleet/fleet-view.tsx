import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { About, FleetCounts } from '@fleet/fleet-console-api';
import { AnswerView } from '../asking/answer-view';
import { useConsole } from '../shell/console-context';
import { Status } from '../shell/status';
import { useTitle } from '../shell/use-title';
import { counted, minuteOf, numberWords } from '../words/moments';
import { EmptyFleet } from './empty-fleet';
import { FleetNumbers } from './fleet-numbers';
import { FleetPanels } from './fleet-panels';
import { fleetRemarks } from './fleet-standing';
import { StandingLine } from './standing-line';
import { useFleetAnswers, type FleetAnswers } from './use-fleet-answers';

/** Is everything well, who is due, who is stuck. */
export default function FleetView() {
  useTitle('Fleet');
  const { about } = useConsole();
  const answers = useFleetAnswers();
  const { counts, ...others } = answers;
  const askAgain = () => Object.values(answers).forEach((answer) => answer.askAgain());
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={<WhichFleet about={about} counts={counts.value} />}
        actions={<Button iconName="refresh" ariaLabel="Ask again" onClick={askAgain} />}
      >
        Fleet
      </Header>
      {counts.value?.things === 0 ? <EmptyFleet /> : <Standing answers={answers} />}
      <Container>
        <AnswerView answer={counts} what="the size of the fleet">
          {(value) => <FleetNumbers counts={value} />}
        </AnswerView>
      </Container>
      <FleetPanels {...others} />
    </SpaceBetween>
  );
}

/** Which fleet, when it was counted, and as whom: acts are noted under that name. */
function WhichFleet({
  about: { resourceTag, place, caller, callerUnknown },
  counts,
}: {
  readonly about: About;
  readonly counts: FleetCounts | undefined;
}) {
  const at = counts === undefined ? '' : `, counted at ${minuteOf(counts.at)} UTC`;
  return (
    <>
      {`${resourceTag} in ${place}${at}`}
      {caller !== undefined && <div className="wrapping">You are {caller}</div>}
      {callerUnknown !== undefined && (
        <div>
          <Status type="warning">
            AWS does not say who you are, so what you do is noted without your name: {callerUnknown}
          </Status>
        </div>
      )}
    </>
  );
}

function Standing({ answers }: { readonly answers: FleetAnswers }) {
  const { about } = useConsole();
  const { counts, ages, alarms, sweeps } = answers;
  const all = Object.entries(answers);
  const known = { counts: counts.value, ages: ages.value, alarms: alarms.value, sweeps: sweeps.value };
  const size =
    counts.value === undefined
      ? ''
      : `${counted(counts.value.things, 'device')}, ${numberWords(counts.value.connected.count)} connected`;
  return (
    <StandingLine
      remarks={fleetRemarks(known, about)}
      isComplete={all.every(([, { value, failure }]) => value !== undefined || failure !== undefined)}
      missing={all.flatMap(([name, { failure }]) => (failure === undefined ? [] : [name]))}
      size={size}
    />
  );
}
