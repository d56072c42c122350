import type {
  DescribeAlarmsForMetricInput,
  DescribeAlarmsInput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Parsed } from '@fleet/aws-wire';
import type { Cursor } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { CloudWatchHandlers } from '../cloudwatch-parts';
import { validationError } from '../errors';
import { dimensionsText, metricOf } from '../metrics/metric';
import { alarmPages } from '../page-rules';
import { queriesOf } from './alarm-definition';
import { alarmArn } from './alarm-message';
import type { Place } from './alarm-message';
import type { AlarmParts } from './alarm-parts';
import { toAlarm } from './alarm-repository';
import type { Alarm } from './alarm-repository';

/** What tells of alarms. */
export function alarmDescriptionHandlers(parts: AlarmParts): CloudWatchHandlers {
  const { alarms, place } = parts;
  return {
    DescribeAlarms: (asked) => {
      if (asked.AlarmNames !== undefined && asked.AlarmNamePrefix !== undefined) {
        throw validationError('AlarmNames and AlarmNamePrefix cannot be given together.');
      }
      const { NextToken: nextToken, MaxRecords: maxResults, ...filter } = asked;
      const found = page({ nextToken, maxResults }, alarmPages, {
        name: ['alarms', JSON.stringify(filter)],
        key: textKey,
        read: (after, limit) => matching(parts, filter, after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        MetricAlarms: found.items.map((alarm) => describe(alarm, place)),
        CompositeAlarms: [],
        NextToken: found.nextToken,
      };
    },

    DescribeAlarmsForMetric: (asked) => ({
      MetricAlarms: alarms
        .all()
        .filter((alarm) => isOn(alarm, asked))
        .map((alarm) => describe(alarm, place)),
    }),
  };
}

function matching(
  { alarms }: AlarmParts,
  asked: Parsed<DescribeAlarmsInput>,
  after: Cursor,
  limit: number,
): Alarm[] {
  const found: Alarm[] = [];
  for (const row of alarms.after(after)) {
    const alarm = toAlarm(row);
    if (found.length === limit) {
      break;
    }
    if (matches(alarm, asked)) {
      found.push(alarm);
    }
  }
  return found;
}

function matches({ name, definition, state }: Alarm, asked: Parsed<DescribeAlarmsInput>): boolean {
  const {
    AlarmNames: names,
    AlarmNamePrefix: start = '',
    StateValue: value,
    ActionPrefix: actionStart,
  } = asked;
  const { OKActions, AlarmActions, InsufficientDataActions } = definition;
  return (
    (names === undefined || names.includes(name)) &&
    name.startsWith(start) &&
    (asked.AlarmTypes === undefined ||
      asked.AlarmTypes.length === 0 ||
      asked.AlarmTypes.includes('MetricAlarm')) &&
    (value === undefined || value === state.value) &&
    (actionStart === undefined ||
      [...OKActions, ...AlarmActions, ...InsufficientDataActions].some((arn) => arn.startsWith(actionStart)))
  );
}

/** Alarms on expressions are found by their metrics as well: guessed. */
function isOn({ definition }: Alarm, asked: Parsed<DescribeAlarmsForMetricInput>): boolean {
  const all = queriesOf(definition).flatMap(({ MetricStat }) => MetricStat ?? []);
  const wanted = dimensionsOf(asked.Dimensions);
  return all.some(
    (each) =>
      each.Metric.Namespace === asked.Namespace &&
      each.Metric.MetricName === asked.MetricName &&
      dimensionsOf(each.Metric.Dimensions) === wanted &&
      [undefined, each.Period].includes(asked.Period) &&
      [undefined, each.Unit].includes(asked.Unit) &&
      [undefined, each.Stat].includes(asked.Statistic ?? asked.ExtendedStatistic),
  );
}

function dimensionsOf(dimensions: readonly { readonly Name: string; readonly Value: string }[] = []): string {
  return dimensionsText(
    metricOf(
      '',
      '',
      dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
    ),
  );
}

function describe({ definition, name, state, configured }: Alarm, place: Place): MetricAlarm {
  return {
    ...definition,
    AlarmArn: alarmArn(place, name),
    AlarmConfigurationUpdatedTimestamp: configured,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.updated,
    StateTransitionedTimestamp: state.updated,
  };
}
