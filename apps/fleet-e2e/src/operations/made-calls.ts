import type { LocalCloudProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import { duties, roleNameOf, type Duty } from './operator-role';

/** A permission that somebody needed. */
export interface MadeCall {
  readonly duty: Duty;
  readonly action: string;
  readonly resource: string;
}

const decision = z.object({
  msg: z.literal('IAM allows'),
  role: z.string(),
  action: z.string(),
  resource: z.string(),
});

/** What IAM has allowed the operator's roles so far, as local-cloud says it of every call. */
export function madeCalls({ process, endpoints }: LocalCloudProcess): readonly MadeCall[] {
  return process.stderr.flatMap((line): readonly MadeCall[] => {
    if (!line.includes('"IAM allows"')) {
      return [];
    }
    const { role, action, resource } = decision.parse(JSON.parse(line));
    const duty = duties.find((each) => role.endsWith(`:role/${roleNameOf(each)}`));
    return duty === undefined ? [] : [{ duty, action, resource: patternOf(resource, endpoints) }];
  });
}

/** What a policy has in place of one device, one certificate, one object; account, region and fleet are the reader's. */
function patternOf(resource: string, { accountId, region }: LocalCloudProcess['endpoints']): string {
  return resource
    .replace(/:(thing|client|cert)\/.*$/, ':$1/*')
    .replace(/:stack\/([\w-]+)\/.*$/, ':stack/$1/*')
    .replace(/:::(fleetprov|cdk-hnb659fds)-[^/]*(\/.*)?$/, (_, name: string, key?: string) =>
      key === undefined ? `:::${name}-*` : `:::${name}-*/*`,
    )
    .replace(/(log-group:[^:]*)(:.*)?$/, '$1:*')
    .replace(/(:sqs:.*-fleet-[A-Za-z]+)[0-9A-F]{8}-\w+$/, '$1*')
    .replaceAll('fleet-b', 'fleetprov')
    .replaceAll(accountId, 'ACCOUNT')
    .replaceAll(region, 'REGION');
}
