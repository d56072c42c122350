import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { apiPaths, recordCounts, recordStates, type RecordCounts } from '@fleet/fleet-console-api';
import { CountingPanel } from '../acts/counting-panel';
import { useWork } from '../acts/use-work';
import { PageLink } from '../shell/page-link';
import { numberWords } from '../words/moments';

/** How many devices are in which state, which only the records know. */
export function RecordsPanel() {
  const counting = useWork();
  const counts = recordCounts.safeParse(counting.work?.data);
  return (
    <CountingPanel
      heading="By state"
      what="counting by state"
      counting={counting}
      onStart={() => void counting.start(apiPaths.records)}
      before="Allowed, active, blocked, warned and unproven devices. This reads every record, which takes minutes in a large fleet."
    >
      {counts.success && <States counts={counts.data} />}
    </CountingPanel>
  );
}

function States({ counts }: { readonly counts: RecordCounts }) {
  return (
    <KeyValuePairs
      columns={2}
      minColumnWidth={110}
      items={[
        { label: 'On record', value: numberWords(counts.records) },
        ...recordStates.map((state) => ({
          label: `${state.slice(0, 1).toUpperCase()}${state.slice(1)}`,
          value: <PageLink href={`/devices?state=${state}`}>{numberWords(counts[state])}</PageLink>,
        })),
      ]}
    />
  );
}
