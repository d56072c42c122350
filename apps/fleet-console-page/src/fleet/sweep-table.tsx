import Table from '@cloudscape-design/components/table';
import type { SweepDay } from '@fleet/fleet-console-api';
import { CountLink } from '../shell/count-link';
import { Status } from '../shell/status';
import { dayOf, numberWords } from '../words/moments';
import { listBehind, type SweepFigure } from './sweep-series';

/** The sweeps of some days in figures, each with its list. */
export function SweepTable({ days }: { readonly days: readonly SweepDay[] }) {
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
        figure('found', 'Found'),
        figure('warned', 'Warned'),
        figure('firstWarnings', 'First warnings'),
        figure('cutOff', 'Cut off'),
        figure('failed', 'Failed'),
        { id: 'seconds', header: 'Seconds', cell: ({ seconds }) => secondsOf(seconds) },
      ]}
    />
  );
}

function figure(member: SweepFigure, header: string) {
  return {
    id: member,
    header,
    cell: (day: SweepDay) => <CountLink count={day[member]} href={listBehind(day, member)} />,
  };
}

function secondsOf(seconds: number | undefined): string {
  return seconds === undefined ? '–' : numberWords(seconds);
}
