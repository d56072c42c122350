import { page } from '@fleet/paging';
import * as z from 'zod';
import type { CloudWatchHandlers } from '../cloudwatch-parts';
import { alarmPages } from '../page-rules';
import type { AlarmParts } from './alarm-parts';
import { historyKinds } from './history-repository';
import type { HistoryFilter, HistoryItem } from './history-repository';

export function alarmHistoryHandlers({ history }: AlarmParts): CloudWatchHandlers {
  return {
    DescribeAlarmHistory: ({ AlarmName: alarm, HistoryItemType: kind, StartDate, EndDate, ...asked }) => {
      const known = historyKinds.find((each) => each === kind);
      if (kind !== undefined && known === undefined) {
        return { AlarmHistoryItems: [] };
      }
      const isAscending = asked.ScanBy === 'TimestampAscending';
      const filter: HistoryFilter = { alarm, kind: known, from: StartDate, to: EndDate, isAscending };
      const found = page({ nextToken: asked.NextToken, maxResults: asked.MaxRecords }, alarmPages, {
        name: ['history', JSON.stringify(filter)],
        key: z.number(),
        read: (beyond, limit) => history.page(filter, beyond, limit),
        keyOf: ({ id }) => id,
      });
      return { AlarmHistoryItems: found.items.map(describe), NextToken: found.nextToken };
    },
  };
}

function describe({ alarm, at, kind, summary, data }: HistoryItem) {
  return {
    AlarmName: alarm,
    AlarmType: 'MetricAlarm',
    Timestamp: at,
    HistoryItemType: kind,
    HistorySummary: summary,
    HistoryData: data,
  } as const;
}
