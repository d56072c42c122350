import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '@fleet/aws-wire';
import type { Parsed } from '@fleet/aws-wire';
import { readInput } from '@fleet/input-fault';
import { validationError } from '../errors';
import type { CloudWatchHandlers } from '../cloudwatch-parts';
import type { AlarmParts } from './alarm-parts';
import { isFunction, isTopic } from './alarm-actions';
import { alarmDefinition } from './alarm-definition';
import type { AlarmDefinition } from './alarm-definition';
import { planOf } from './alarm-plan';
import type { Alarm } from './alarm-repository';
import { stateValues } from './state-rules';

/** Quotas of CloudWatch: alarms of a region. */
const mostAlarms = 5_000;
const longestReason = 1_023;

/** What changes alarms. */
export function alarmHandlers(parts: AlarmParts): CloudWatchHandlers {
  const { alarms, runner, states, store, clock, actions } = parts;
  return {
    PutMetricAlarm: (input) => {
      putAlarm(
        parts,
        definitionOf(input),
        Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      );
      runner.schedule();
      return {};
    },

    DeleteAlarms: ({ AlarmNames: names }) => {
      store.transaction(() => {
        const unknown = names.find((name) => alarms.find(name) === undefined);
        if (unknown !== undefined) {
          throw new AwsError('ResourceNotFound', `The alarm ${unknown} does not exist.`);
        }
        for (const name of names) {
          alarms.delete(name);
          note(parts, name, `Alarm "${name}" deleted`, { type: 'Delete' });
        }
      });
      runner.schedule();
      return {};
    },

    EnableAlarmActions: ({ AlarmNames: names }) => enableActions(parts, names, true),

    DisableAlarmActions: ({ AlarmNames: names }) => enableActions(parts, names, false),

    SetAlarmState: ({
      AlarmName: name,
      StateValue: asked,
      StateReason: reason,
      StateReasonData: reasonData,
    }) => {
      const value = stateValues.find((each) => each === asked);
      if (value === undefined || reason.length > longestReason) {
        throw validationError(
          `StateValue is one of ${stateValues.join(', ')}, and StateReason is not too long.`,
        );
      }
      checkJson(reasonData);
      store.transaction(() =>
        states.enter(existingAlarm(parts, name), { value, reason, reasonData, updated: clock.now() }),
      );
      actions.run();
      return {};
    },
  };
}

/** @throws AwsError ValidationException that names the member */
function definitionOf(input: Parsed<PutMetricAlarmInput>): AlarmDefinition {
  const definition = readInput(alarmDefinition, input, (fault) => validationError(`The parameter ${fault}.`));
  const { Metrics, MetricName, OKActions, AlarmActions, InsufficientDataActions } = definition;
  if ((Metrics === undefined) === (MetricName === undefined)) {
    throw validationError('An alarm has either a MetricName or Metrics.');
  }
  planOf(definition);
  const unknown = [...OKActions, ...AlarmActions, ...InsufficientDataActions].find(
    (arn) => !isTopic(arn) && !isFunction(arn),
  );
  if (unknown !== undefined) {
    throw validationError(
      `Invalid arn syntax: ${unknown}; local-cloud's alarms act on topics of SNS and functions.`,
    );
  }
  return definition;
}

/** API reference: an alarm that is there keeps its state and its tags. */
function putAlarm(parts: AlarmParts, definition: AlarmDefinition, tags: Record<string, string>): void {
  const { alarms, clock, store } = parts;
  const name = definition.AlarmName;
  store.transaction(() => {
    const existing = alarms.find(name);
    if (existing === undefined && alarms.count() >= mostAlarms) {
      throw new AwsError('LimitExceededFault', `There are ${mostAlarms} alarms, which is the maximum.`);
    }
    const now = clock.now();
    const initial = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
      updated: now,
    } as const;
    alarms.save({
      name,
      definition,
      tags: existing?.tags ?? tags,
      state: existing?.state ?? initial,
      configured: now,
      evaluated: existing?.evaluated ?? Math.floor(now.getTime() / 1000),
    });
    const [type, what] = existing === undefined ? ['Create', 'created'] : ['Update', 'updated'];
    note(parts, name, `Alarm "${name}" ${what}`, { type });
  });
}

function enableActions(parts: AlarmParts, names: readonly string[], ActionsEnabled: boolean): object {
  const { alarms, store } = parts;
  store.transaction(() => {
    for (const alarm of names.flatMap((name) => alarms.find(name) ?? [])) {
      alarms.save({ ...alarm, definition: { ...alarm.definition, ActionsEnabled } });
      note(parts, alarm.name, `Alarm "${alarm.name}" updated`, { type: 'Update' });
    }
  });
  return {};
}

function note({ states, clock }: AlarmParts, name: string, summary: string, data: object): void {
  states.note(name, 'ConfigurationUpdate', { at: clock.now(), summary, data });
}

export function existingAlarm({ alarms }: AlarmParts, name: string): Alarm {
  const found = alarms.find(name);
  if (found === undefined) {
    throw new AwsError('ResourceNotFound', `The alarm ${name} does not exist.`);
  }
  return found;
}

function checkJson(text: string | undefined): void {
  if (text === undefined) {
    return;
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AwsError('InvalidFormatFault', 'StateReasonData is not JSON.', { cause });
  }
}
