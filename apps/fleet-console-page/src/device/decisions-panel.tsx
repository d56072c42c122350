import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { DeviceDecision, DeviceDecisions } from '@fleet/fleet-console-api';
import { minuteOf } from '../words/moments';

/** What the hooks and the proof handler decided, the newest first. */
export function DecisionsPanel({ decisions }: { readonly decisions: DeviceDecisions }) {
  const { decisions: items, since, isCutShort, remarks } = decisions;
  return (
    <SpaceBetween size="s">
      {remarks.map((remark) => (
        <StatusIndicator key={remark} type="warning" wrapText>
          {remark}
        </StatusIndicator>
      ))}
      <Table
        variant="embedded"
        wrapLines
        items={items}
        trackBy={({ at, source, decision, certificateId }) => `${at} ${source} ${decision} ${certificateId}`}
        empty={`The logs have no decision about it since ${minuteOf(since)}.`}
        ariaLabels={{ tableLabel: 'Decisions about this device' }}
        columnDefinitions={[
          { id: 'at', header: 'When', cell: ({ at }) => minuteOf(at), width: 160 },
          { id: 'decision', header: 'Decision', cell: (each) => <Decision decision={each} />, width: 200 },
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
    <StatusIndicator
      type={decision === 'refused' ? 'error' : decision === 'error' ? 'warning' : 'success'}
      wrapText
    >
      {source}: {decision}
    </StatusIndicator>
  );
}
