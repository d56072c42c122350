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
