import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { FleetCounts } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { PageLink } from '../shell/page-link';
import { numberWords } from '../words/moments';

/** The numbers of the fleet, each with the way to its list. */
export function FleetNumbers({ counts }: { readonly counts: FleetCounts }) {
  const { things, connected, undated, due, models, otherModels } = counts;
  const items = [
    { label: 'Devices', value: <Number count={things} query={{}} /> },
    { label: 'Connected now', value: <Number {...connected} /> },
    ...due.map(({ days, ...each }) => ({
      label: days === 0 ? 'Due today' : `Due within ${days} days`,
      value: <Number {...each} />,
    })),
    { label: 'Without a date', value: <Number {...undated} /> },
    ...models.map(({ model, ...each }) => ({ label: `Model ${model}`, value: <Number {...each} /> })),
    ...(otherModels > 0
      ? [{ label: 'Other models', value: <Box fontSize="heading-l">{numberWords(otherModels)}</Box> }]
      : []),
  ];
  return <KeyValuePairs columns={4} minColumnWidth={130} items={items} />;
}

function Number({
  count,
  query,
}: {
  readonly count: number;
  readonly query: FleetCounts['undated']['query'];
}) {
  return (
    <PageLink href={addressOf(query)} fontSize="heading-l" variant="secondary">
      {numberWords(count)}
    </PageLink>
  );
}
