import assert from 'node:assert/strict';

/** The account and region of this cloud, for the names of what is in it. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

export function scheduleArn({ region, accountId }: Place, group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${name}`;
}

export function groupArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;
}

/** The name of the group in its ARN; `undefined` in another ARN. */
export function groupNameIn(arn: string): string | undefined {
  return /^arn:[^:]*:scheduler:[^:]*:[^:]*:schedule-group\/(.+)$/.exec(arn)?.[1];
}

/** The name of the group in the ARN of a schedule. */
export function groupOfSchedule(arn: string): string {
  const [, group] = /:schedule\/([^/]+)\//.exec(arn) ?? [];
  assert(group !== undefined, 'the ARN of a schedule has its group');
  return group;
}
