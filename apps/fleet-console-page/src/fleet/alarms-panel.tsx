import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FleetAlarm } from '@fleet/fleet-console-api';
import { counted, minuteOf } from '../words/moments';
import { Status } from '../shell/status';

/** Those that ring, each with what it is about; the quiet ones folded away. */
export function AlarmsPanel({
  alarms,
  hasAlarms = true,
}: {
  readonly alarms: readonly FleetAlarm[];
  /** Whether the configuration asks for any. */
  readonly hasAlarms?: boolean | undefined;
}) {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  const quiet = alarms.filter(({ state }) => state !== 'ALARM');
  if (alarms.length === 0) {
    return (
      <Box color="text-body-secondary">
        {hasAlarms
          ? 'The stack of this fleet has no alarms. Deploy it again to have them.'
          : 'The configuration of this fleet switches its alarms off.'}
      </Box>
    );
  }
  return (
    <SpaceBetween size="s">
      {ringing.length === 0 ? (
        <Status type="success">None of {counted(alarms.length, 'alarm')} rings</Status>
      ) : (
        ringing.map((alarm) => <Alarm key={alarm.name} alarm={alarm} />)
      )}
      {quiet.length > 0 && (
        <ExpandableSection headerText={counted(quiet.length, 'quiet alarm')}>
          <SpaceBetween size="xs">
            {quiet.map((alarm) => (
              <Alarm key={alarm.name} alarm={alarm} />
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

const states = {
  ALARM: { type: 'error', words: 'rings' },
  OK: { type: 'success', words: 'quiet' },
  INSUFFICIENT_DATA: { type: 'pending', words: 'has no data' },
} as const;

function Alarm({
  alarm: { name, state, since, description, reason, runbook },
}: {
  readonly alarm: FleetAlarm;
}) {
  const { type, words } = states[state];
  return (
    <div className="wrapping">
      <Status type={type}>
        <b>{name}</b> {words}
        {since !== undefined && ` since ${minuteOf(since)} UTC`}
      </Status>
      {description !== undefined && <Box variant="p">{description}</Box>}
      {state === 'ALARM' && (
        <Box variant="small" color="text-body-secondary">
          {reason} {runbook !== undefined && `What to do: ${runbook}`}
        </Box>
      )}
    </div>
  );
}
