import Box from '@cloudscape-design/components/box';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import type { TimelineItem } from '@fleet/fleet-console-api';
import { distance, minuteOf } from '../words/moments';

/** What is ahead, then what happened, the newest first. */
export function EventsPanel({
  items,
  now,
}: {
  readonly items: readonly TimelineItem[];
  readonly now: string;
}) {
  if (items.length === 0) {
    return <Box color="text-body-secondary">Nothing has happened to it yet.</Box>;
  }
  const newestFirst = [...items].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <Steps
      ariaLabel="What happened to this device"
      steps={newestFirst.map(({ at, what, words, isAhead }) => ({
        status: isAhead ? 'pending' : statusOf(what),
        statusIconAriaLabel: isAhead ? 'ahead' : 'past',
        header: (
          <Box color={isAhead ? 'text-body-secondary' : 'inherit'}>
            <span className="wrapping">{words}</span>
          </Box>
        ),
        details: (
          <Box variant="small" color="text-body-secondary">
            {minuteOf(at)} UTC, {distance(now, at)}
          </Box>
        ),
      }))}
    />
  );
}

function statusOf(what: TimelineItem['what']): StepsProps.Status {
  switch (what) {
    case 'warned':
    case 'lost':
      return 'warning';
    case 'blocked':
      return 'error';
    case 'retired':
    case 'superseded':
    case 'deleted':
      return 'stopped';
    case 'proven':
    case 'confirmed':
      return 'success';
    default:
      return 'info';
  }
}
