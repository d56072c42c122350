import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { DeviceDecision, DeviceDecisions } from '@fleet/fleet-console-api';
import { useNarrow } from '../shell/use-narrow';
import { Minute } from '../words/minute';
import { minuteOf } from '../words/moments';
import { Status } from '../shell/status';

/** What the hooks and the proof handler decided, the newest first. */
export function DecisionsPanel({ decisions }: { readonly decisions: DeviceDecisions }) {
  const isNarrow = useNarrow();
  const { decisions: items, since, isCutShort, remarks } = decisions;
  return (
    <SpaceBetween size="s">
      {remarks.map((remark) => (
        <Status key={remark} type="warning">
          {remark}
        </Status>
      ))}
      <Table
        variant="embedded"
        wrapLines
        items={items}
        trackBy={({ at, source, decision, certificateId }) => `${at} ${source} ${decision} ${certificateId}`}
        empty={`The logs have no decision about it since ${minuteOf(since)}.`}
        ariaLabels={{ tableLabel: 'Decisions about this device' }}
        columnDefinitions={[
          {
            id: 'decision',
            header: 'Decision',
            width: isNarrow ? 130 : 180,
            isRowHeader: true,
            cell: (each) => (
              <>
                <Decision decision={each} />
                <Box variant="small" display="block" color="text-body-secondary">
                  <Minute at={each.at} />
                </Box>
              </>
            ),
          },
          {
            id: 'words',
            header: 'Why',
            cell: ({ words, certificateId }) => (
              <>
                {words}
                {certificateId !== undefined && (
                  <Box variant="small" display="block" color="text-body-secondary">
                    certificate {certificateId.slice(0, 10)}…
                  </Box>
                )}
              </>
            ),
          },
        ]}
      />
      {isCutShort && (
        <Box color="text-body-secondary">
          There are more in the logs than are shown here, back to {minuteOf(since)}.
        </Box>
      )}
    </SpaceBetween>
  );
}

function Decision({ decision: { source, decision } }: { readonly decision: DeviceDecision }) {
  return (
    <Status type={decision === 'refused' ? 'error' : decision === 'error' ? 'warning' : 'success'}>
      {source}: {decision.replaceAll('-', ' ')}
    </Status>
  );
}
