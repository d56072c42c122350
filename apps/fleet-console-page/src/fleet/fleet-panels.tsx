import Grid from '@cloudscape-design/components/grid';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { AnswerPanel } from '../asking/answer-panel';
import { useConsole } from '../shell/console-context';
import { AgeChart } from './age-chart';
import { AlarmsPanel } from './alarms-panel';
import { RecordsPanel } from './records-panel';
import { RefusalsPanel } from './refusals-panel';
import { SweepsPanel } from './sweeps-panel';
import { refusalHours, sweepDays, type FleetAnswers } from './use-fleet-answers';

const widths = [8, 4, 8, 4] as const;

/** The parts of the fleet, each with its answer. */
export function FleetPanels({ ages, alarms, sweeps, refusals }: Omit<FleetAnswers, 'counts'>) {
  const { about } = useConsole();
  return (
    <Grid gridDefinition={widths.map((s) => ({ colspan: { default: 12, s } }))}>
      <AnswerPanel
        answer={ages}
        heading="Age of certificates"
        what="the ages of certificates"
        copied={{
          what: 'bar',
          rows: ({ bars }) => bars.map(({ from, until, count }) => ({ from, until, count })),
        }}
      >
        {(value) => <AgeChart ages={value} />}
      </AnswerPanel>
      <AnswerPanel
        answer={alarms}
        heading={<span id="alarms">Alarms</span>}
        what="the alarms"
        copied={{ what: 'alarm', rows: (value) => value.alarms }}
      >
        {(value) => <AlarmsPanel alarms={value.alarms} hasAlarms={about.hasAlarms} />}
      </AnswerPanel>
      <AnswerPanel
        answer={sweeps}
        heading={<span id="sweeps">Sweeps of the last {sweepDays} days</span>}
        what="the last sweeps"
        copied={{ what: 'day', rows: ({ days }) => days.map(({ lists: _lists, ...figures }) => figures) }}
      >
        {(value) => <SweepsPanel sweeps={value} />}
      </AnswerPanel>
      <SpaceBetween size="l">
        <AnswerPanel
          answer={refusals}
          heading="Refusals"
          description={`by the hooks and the proof handler, in the last ${refusalHours} hours`}
          what="the refusals"
          copied={{
            what: 'reason',
            rows: ({ reasons }) => reasons.map(({ query: _query, ...counted }) => counted),
          }}
          isHigh={false}
        >
          {(value) => <RefusalsPanel refusals={value} />}
        </AnswerPanel>
        <RecordsPanel />
      </SpaceBetween>
    </Grid>
  );
}
