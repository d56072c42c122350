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
      wrapLines
      items={days}
      trackBy="day"
      ariaLabels={{ tableLabel: 'The last sweeps in figures' }}
      columnDefinitions={[
        {
          id: 'day',
          header: 'Day',
          cell: ({ day }) => <span className="nowrap">{dayOf(day).slice(5)}</span>,
          isRowHeader: true,
        },
        { id: 'done', header: 'Done in', minWidth: 98, cell: (day) => <DoneIn day={day} /> },
        figure('found', 'Found', 88),
        figure('warned', 'Warned', 98),
        figure('firstWarnings', 'First time', 82),
        figure('cutOff', 'Cut off', 90),
        figure('failed', 'Failed', 88),
      ]}
    />
  );
}

/** @param minWidth so that no word of the header is broken */
function figure(member: SweepFigure, header: string, minWidth: number) {
  return {
    id: member,
    header,
    minWidth,
    cell: (day: SweepDay) => <CountLink count={day[member]} href={listBehind(day, member)} />,
  };
}

function DoneIn({ day: { isDone, seconds } }: { readonly day: SweepDay }) {
  const words = seconds === undefined ? 'done' : `${numberWords(Math.max(1, Math.round(seconds)))} s`;
  return <Status type={isDone ? 'success' : 'stopped'}>{isDone ? words : 'not done'}</Status>;
}
