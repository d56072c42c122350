import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { LocalCloudProcess } from '@fleet/local-fleet';
import type { Permission } from './deployed-roles';

/** Where somebody could read that a permission is missing. */
export interface DenialSeen {
  readonly where: 'the answer' | 'the log of the function' | 'the log of local-cloud';
  readonly text: string;
}

/** Whether a text says that IAM has denied this role this action on this resource. */
export function saysDenied(text: string, { roleName, action, resource }: Permission): boolean {
  const said = text.toLowerCase();
  // How Lambda says it of a queue that feeds a function.
  const operation = action.slice(action.indexOf(':') + 1);
  if (text.includes(`does not have permissions to call ${operation} on SQS`)) {
    return true;
  }
  return (
    said.includes(`:assumed-role/${roleName}/`.toLowerCase()) &&
    said.includes(`is not authorized to perform: ${action} `.toLowerCase()) &&
    (resource === '*' || asPattern(resource).test(text))
  );
}

/** Whether a line of local-cloud's log, at its level `info`, is IAM's decision against it. */
function isDecision(line: string, { roleName, action, resource }: Permission): boolean {
  return (
    line.includes('"IAM denies"') &&
    line.includes(`:role/${roleName}"`) &&
    line.includes(`"action":"${action}"`) &&
    (resource === '*' || new RegExp(`"resource":"${wildcards(resource)}"`).test(line))
  );
}

function asPattern(resource: string): RegExp {
  return new RegExp(String.raw`on resource: \\?"?${wildcards(resource)}`);
}

function wildcards(resource: string): string {
  const parts = resource.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return parts.join('.*');
}

/** Looks for the denial of one permission, from now on. */
export class AccessDenials {
  private linesRead: number;
  private inCloudLog: DenialSeen | undefined;

  constructor(
    private readonly sources: { readonly cloud: LocalCloudProcess; readonly logs: CloudWatchLogs },
    /** Absent for a role that is no function's. */
    private readonly logGroupName: string | undefined,
    private readonly denied: Permission,
  ) {
    this.linesRead = sources.cloud.process.stderr.length;
  }

  async seen(): Promise<DenialSeen | undefined> {
    return (await this.inFunctionLog()) ?? this.inLogOfCloud();
  }

  /** What made a step fail, if it says so itself. */
  saidBy(error: unknown): DenialSeen | undefined {
    const text = error instanceof Error ? error.message : String(error);
    return saysDenied(text, this.denied) ? { where: 'the answer', text } : undefined;
  }

  private async inFunctionLog(): Promise<DenialSeen | undefined> {
    const { logGroupName } = this;
    if (logGroupName === undefined) {
      return undefined;
    }
    const filterPattern = '"is not authorized to perform"';
    let nextToken: string | undefined;
    do {
      const page = await this.sources.logs.filterLogEvents({ logGroupName, filterPattern, nextToken });
      const found = page.events?.find(({ message = '' }) => saysDenied(message, this.denied));
      if (found?.message !== undefined) {
        return { where: 'the log of the function', text: found.message };
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return undefined;
  }

  private inLogOfCloud(): DenialSeen | undefined {
    const lines = this.sources.cloud.process.stderr;
    // Functions say it in their own logs, once they have given up; what AWS does itself by a role, only the cloud can say.
    const isSaid = (line: string) =>
      saysDenied(line, this.denied) || (this.logGroupName === undefined && isDecision(line, this.denied));
    const text = lines.slice(this.linesRead).find(isSaid);
    this.linesRead = lines.length;
    this.inCloudLog ??= text === undefined ? undefined : { where: 'the log of local-cloud', text };
    return this.inCloudLog;
  }
}
