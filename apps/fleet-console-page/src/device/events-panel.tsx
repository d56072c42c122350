import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TimelineItem } from '@fleet/fleet-console-api';
import { counted } from '../words/moments';
import { deviceMoments, type Moment } from './device-moments';

/** So many moments are in sight; what is older is folded away. */
const inSight = 6;

/** What is ahead, then what happened, the latest first. */
export function EventsPanel({
  items,
  now,
}: {
  readonly items: readonly TimelineItem[];
  readonly now: string;
}) {
  const moments = deviceMoments(items, now);
  const older = moments.slice(inSight);
  if (moments.length === 0) {
    return <Box color="text-body-secondary">Nothing has happened to it yet.</Box>;
  }
  return (
    <SpaceBetween size="s">
      <Moments moments={moments.slice(0, inSight)} />
      {older.length > 0 && (
        <ExpandableSection headerText={`${counted(older.length, 'moment')} before`}>
          <Moments moments={older} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

function Moments({ moments }: { readonly moments: readonly Moment[] }) {
  return (
    <ol className="moments" reversed>
      {moments.map(({ at, when, kind, words }) => (
        <li key={`${at} ${kind}`} className={kind}>
          <time dateTime={at}>{when}</time>
          {words.map((each) => (
            <div key={each}>{each}</div>
          ))}
        </li>
      ))}
    </ol>
  );
}
