import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import type { Parsed } from '@fleet/aws-wire';
import { isTimeZone } from '@fleet/zoned-time';
import * as z from 'zod';
import { checkLength, checkOneOf, checkRange } from './constraints';
import { invalid } from './errors';
import { occurrenceAfter } from './expressions/occurrences';
import type { Timing } from './expressions/occurrences';
import { parseScheduleExpression } from './expressions/schedule-expression';
import { describeTarget, targetDefinition, targetOf } from './target-definition';

/** What a user says of a schedule, with the service's defaults filled in. Instants are milliseconds since the epoch. */
export const scheduleDefinition = z.object({
  expression: z.string(),
  timeZone: z.string(),
  start: z.number().optional(),
  end: z.number().optional(),
  description: z.string().optional(),
  state: z.enum(['ENABLED', 'DISABLED']),
  actionAfterCompletion: z.enum(['NONE', 'DELETE']),
  kmsKeyArn: z.string().optional(),
  /** Minutes of a flexible time window; without one the schedule fires at its time. */
  flexibleMinutes: z.number().optional(),
  target: targetDefinition,
});
export type ScheduleDefinition = z.infer<typeof scheduleDefinition>;

type DefinitionInput = Pick<
  Parsed<CreateScheduleCommandInput>,
  | ('ScheduleExpression' | 'ScheduleExpressionTimezone' | 'StartDate' | 'EndDate' | 'Description' | 'State')
  | ('ActionAfterCompletion' | 'KmsKeyArn' | 'FlexibleTimeWindow' | 'Target')
>;

/** How far in the past a schedule may be said to start. */
const startGraceMillis = 5 * 60_000;
/** Beyond it, counting on would leave what a date can be. */
const latestBound = Date.parse('9999-12-31T23:59:59Z');

/**
 * Reads what CreateSchedule and UpdateSchedule take.
 * @param before what an update replaces: a start or an end that it leaves as it is may have passed meanwhile
 * @throws AwsError ValidationException
 */
export function definitionOf(
  input: DefinitionInput,
  now: number,
  before?: ScheduleDefinition,
): ScheduleDefinition {
  const { ScheduleExpression: expression, Target: target, FlexibleTimeWindow: flexible } = input;
  const definition = {
    expression: checkLength(expression, 'scheduleExpression', 256),
    timeZone: timeZoneOf(input.ScheduleExpressionTimezone),
    ...boundsOf(input, now, before),
    description: input.Description && checkLength(input.Description, 'description', 512),
    state: checkOneOf(input.State ?? 'ENABLED', 'state', ['ENABLED', 'DISABLED']),
    actionAfterCompletion: checkOneOf(input.ActionAfterCompletion ?? 'NONE', 'actionAfterCompletion', [
      'NONE',
      'DELETE',
    ]),
    kmsKeyArn: input.KmsKeyArn,
    flexibleMinutes: flexibleMinutesOf(flexible),
    target: targetOf(target),
  };
  checkExpression(definition);
  return definition;
}

/** All that decides when a schedule fires. @throws Error for a definition that was never checked */
export function timingOf(definition: ScheduleDefinition, anchor: number): Timing {
  const expression = parseScheduleExpression(definition.expression);
  if (expression === undefined) {
    throw new Error(`a schedule is kept with the expression ${definition.expression}`);
  }
  return { expression, anchor, timeZone: definition.timeZone, start: definition.start, end: definition.end };
}

/** A definition as GetSchedule answers it. */
export function describeDefinition(definition: ScheduleDefinition) {
  const { flexibleMinutes } = definition;
  return {
    ScheduleExpression: definition.expression,
    ScheduleExpressionTimezone: definition.timeZone,
    StartDate: definition.start === undefined ? undefined : new Date(definition.start),
    EndDate: definition.end === undefined ? undefined : new Date(definition.end),
    Description: definition.description,
    State: definition.state,
    ActionAfterCompletion: definition.actionAfterCompletion,
    KmsKeyArn: definition.kmsKeyArn,
    FlexibleTimeWindow:
      flexibleMinutes === undefined
        ? { Mode: 'OFF' as const }
        : { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: flexibleMinutes },
    Target: describeTarget(definition.target),
  };
}

function timeZoneOf(name = 'UTC'): string {
  if (name.length > 50 || !isTimeZone(name)) {
    throw invalid(`Invalid ScheduleExpressionTimezone: ${name.slice(0, 50)} is no IANA time zone.`);
  }
  return name;
}

function boundsOf({ StartDate, EndDate }: DefinitionInput, now: number, before?: ScheduleDefinition) {
  const start = StartDate?.getTime();
  const end = EndDate?.getTime();
  if ((start ?? 0) > latestBound || (end ?? 0) > latestBound) {
    throw invalid('The StartDate and the EndDate you specify must come before the year 10000.');
  }
  if (start !== undefined && start !== before?.start && start < now - startGraceMillis) {
    throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  }
  if (end !== undefined && end !== before?.end && end <= now) {
    throw invalid('The EndDate you specify must come after the current time.');
  }
  if (start !== undefined && end !== undefined && start >= end) {
    throw invalid('The StartDate you specify must come before the EndDate.');
  }
  return { start, end };
}

function flexibleMinutesOf(window: DefinitionInput['FlexibleTimeWindow']): number | undefined {
  const minutes = window.MaximumWindowInMinutes;
  const mode = checkOneOf(window.Mode, 'flexibleTimeWindow.mode', ['OFF', 'FLEXIBLE']);
  if (mode === 'FLEXIBLE') {
    if (minutes === undefined) {
      throw invalid('MaximumWindowInMinutes must be provided when the mode is FLEXIBLE.');
    }
    return checkRange(minutes, 'flexibleTimeWindow.maximumWindowInMinutes', 1, 1440);
  }
  if (minutes !== undefined) {
    throw invalid('MaximumWindowInMinutes must not be provided when the mode is OFF.');
  }
  return undefined;
}

function checkExpression({ expression: text, timeZone }: ScheduleDefinition): void {
  const expression = parseScheduleExpression(text);
  if (expression === undefined) {
    throw invalid(`Invalid Schedule Expression ${text}.`);
  }
  const timing = { expression, timeZone, anchor: 0 };
  if (expression.kind === 'at' && occurrenceAfter(timing, -Infinity) === undefined) {
    throw invalid(`Invalid Schedule Expression ${text}: clocks in ${timeZone} do not show this time.`);
  }
}
