/**
 * What a fleet's operator is woken for. Each is also the section of the runbook that says what to do, and with the tag
 * the name of the alarm.
 */
export const alarmKinds = [
  'refusals',
  'hook-errors',
  'hook-throttles',
  'hook-slow',
  'monitor-silent',
  'monitor-gave-up',
  'index-empty',
  'device-cut-off',
  'many-cut-off',
  'unreachable-grows',
  'failures',
  'provisioning-quota',
  'claim-ends',
] as const;

export type AlarmKind = (typeof alarmKinds)[number];

/** @param of what it is about, where there are several of its kind: a model, a hook */
export function alarmName(resourceTag: string, kind: AlarmKind, of?: string): string {
  return [resourceTag, kind, ...(of === undefined ? [] : [of])].join('_');
}

/** Where the runbooks are, from the workspace's root. */
export const defaultRunbooks = 'docs/runbooks.md';

export function runbookOf(kind: AlarmKind, runbooks: string = defaultRunbooks): string {
  return `${runbooks}#${kind}`;
}
