import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import type { FleetRefusals } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { CountLink } from '../shell/count-link';
import { Status } from '../shell/status';

/** What the hooks refused, by reason, and what that means. */
export function RefusalsPanel({ refusals }: { readonly refusals: FleetRefusals }) {
  if (refusals.reasons.length === 0) {
    return <Status type="success">No device was refused in the last {refusals.hours} hours</Status>;
  }
  return (
    <Table
      variant="embedded"
      wrapLines
      items={refusals.reasons}
      trackBy={({ source, reason }) => `${source} ${reason}`}
      ariaLabels={{ tableLabel: 'Refusals by reason' }}
      columnDefinitions={[
        {
          id: 'count',
          header: 'Count',
          width: 80,
          cell: ({ count, query }) => <CountLink count={count} href={query && addressOf(query)} />,
        },
        {
          id: 'reason',
          header: 'Reason',
          isRowHeader: true,
          cell: ({ source, reason, words }) => (
            <>
              {words}
              <Box variant="small" display="block" color="text-body-secondary">
                {source}: {reason}
              </Box>
            </>
          ),
        },
      ]}
    />
  );
}
