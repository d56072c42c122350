import { DescribeAlarmsCommand, type CloudWatchClient, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { FleetAlarm, FleetAlarms } from '@fleet/fleet-console-api';
import { alarmKinds } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { ConsoleCloud } from '../cloud/console-cloud';

/** A stack has some twenty. */
const mostAlarms = 500;

/** Between what an alarm is about and where its runbook is: how the stack describes its alarms. */
const whatToDo = ' What to do: ';

const states = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;

/** The alarms of the stack, those that ring first. */
export async function fleetAlarmsOf({ fleet, cloudWatch }: ConsoleCloud): Promise<FleetAlarms> {
  const prefix = `${fleet.names.resourceTag}_`;
  const alarms = (await namedAlarms(cloudWatch, prefix)).map((alarm) => alarmOf(alarm, prefix));
  const rank = ({ state }: FleetAlarm) => states.indexOf(state);
  return {
    alarms: alarms.sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name)),
    at: fleet.now().toISOString(),
  };
}

/** Needs `cloudwatch:DescribeAlarms`. */
async function namedAlarms(cloudWatch: CloudWatchClient, prefix: string): Promise<readonly MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  let next: string | undefined;
  do {
    const page = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 100, NextToken: next }),
    );
    alarms.push(...(page.MetricAlarms ?? []));
    next = page.NextToken;
  } while (next !== undefined && alarms.length < mostAlarms);
  return alarms;
}

function alarmOf(alarm: MetricAlarm, prefix: string): FleetAlarm {
  const {
    AlarmName: name = 'unnamed',
    AlarmDescription,
    StateReason: reason = 'CloudWatch gives no reason.',
  } = alarm;
  const kindAndWhom = name.slice(prefix.length);
  const kind = alarmKinds.find((each) => kindAndWhom === each || kindAndWhom.startsWith(`${each}_`));
  const of = kind === undefined || kindAndWhom === kind ? undefined : kindAndWhom.slice(kind.length + 1);
  const [description, runbook] = AlarmDescription?.split(whatToDo) ?? [];
  const since = (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.toISOString();
  const state = states.find((each) => each === alarm.StateValue) ?? 'INSUFFICIENT_DATA';
  return { name, state, reason, ...defined({ kind, of, since, description, runbook }) };
}
