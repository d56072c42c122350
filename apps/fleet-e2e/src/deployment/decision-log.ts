import assert from 'node:assert/strict';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { FleetNames } from '@fleet/fleet-contract';
import * as z from 'zod';
import { eventually } from '@fleet/eventually';

const decision = z.object({
  source: z.enum(['provision', 'rotation', 'proof']),
  decision: z.string(),
  reason: z.string(),
  serial: z.string().optional(),
  clientId: z.string().optional(),
  principal: z.string().optional(),
  certificateId: z.string().optional(),
});

/** One line that a hook, or the proof handler, has logged of what it decided. */
export type Decision = z.infer<typeof decision>;

/** What the three functions of a fleet have decided, as an operator reads it in CloudWatch Logs. */
export class DecisionLog {
  private readonly groups: Readonly<Record<Decision['source'], string>>;

  constructor(
    private readonly logs: CloudWatchLogs,
    names: FleetNames,
  ) {
    this.groups = {
      provision: `/aws/lambda/${names.provisionHook}`,
      rotation: `/aws/lambda/${names.rotationHook}`,
      proof: `/aws/lambda/${names.proofHandler}`,
    };
  }

  /** Waits for the first decision about this. */
  about(wanted: Pick<Decision, 'source'> & Partial<Decision>): Promise<Decision> {
    return eventually(`decision like ${JSON.stringify(wanted)}`, async () => {
      for (const line of await this.lines(this.groups[wanted.source])) {
        if (matches(line, wanted)) {
          return line;
        }
      }
      return undefined;
    });
  }

  private async lines(logGroupName: string): Promise<Decision[]> {
    const decisions: Decision[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.logs.filterLogEvents({ logGroupName, nextToken });
      for (const { message } of page.events ?? []) {
        assert(message !== undefined, 'What a function logs has a text');
        decisions.push(...decisionIn(message));
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return decisions;
  }
}

/** Lambda's own lines (START, REPORT) stand between them. */
function decisionIn(message: string): Decision[] {
  if (!message.startsWith('{')) {
    return [];
  }
  const read = decision.safeParse(JSON.parse(message));
  return read.success ? [read.data] : [];
}

function matches(line: Decision, wanted: Partial<Decision>): boolean {
  const values = new Map(Object.entries(line));
  return Object.entries(wanted).every(([member, value]) => values.get(member) === value);
}
