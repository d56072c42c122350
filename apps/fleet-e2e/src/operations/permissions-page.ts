import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace';
import { duties, type Duty } from './operator-role';
import type { MadeCall } from './made-calls';

const about: Readonly<Record<Duty, string>> = {
  deploy:
    'For `infra:deploy` and `infra:diff`. CloudFormation works by the roles of the CDK’s bootstrap stack, which these permissions let you assume. The first deploy in an account also makes that stack: it needs administrator’s rights, once.',
  look: 'For [the console](../console.md): all that it shows, and nothing that it does. With these permissions alone it only shows, and says of each act that it is not permitted once somebody has tried it; `--read-only` says so before.',
  operate:
    'For the acts of [the console](../console.md), and for the commands of `fleet-cli` and `aws` on these pages. [What each command of `fleet-cli` needs](../../apps/fleet-cli/README.md#permissions) is in a table, also of those that these pages do not use. Who operates by the console also looks: give both policies.',
  destroy: 'For `infra:decommission` and `infra:destroy`.',
};

const titles: Readonly<Record<Duty, string>> = {
  deploy: 'To deploy',
  look: 'To look',
  operate: 'To operate',
  destroy: 'To decommission and destroy',
};

/** The page on permissions: for each duty a policy that allows the calls that were made, and no other. */
export function permissionsPage(calls: readonly MadeCall[], path: string): string {
  const text = [
    '# Permissions',
    '<!-- Written by `RECORD_PERMISSIONS=1 nx run fleet-e2e:operations`, from the calls that the pages on operations make. -->',
    'These are the permissions that people need. Those of the functions are in the stack. The policies allow what the commands of [the pages on operations](../operations.md) call, as local-cloud saw it, for the fleet `fleetprov`. Replace `ACCOUNT` and `REGION`, and the tag. A test compares this page with the calls. They were never tried on AWS.',
    ...duties.flatMap((duty) => [
      `## ${titles[duty]}`,
      about[duty],
      `\`\`\`json\n${JSON.stringify({ Version: '2012-10-17', Statement: statementsOf(calls, duty) })}\n\`\`\``,
      ...(beside[duty].length === 0
        ? []
        : ['Beside that:', beside[duty].map((each) => `- ${each}`).join('\n')]),
    ]),
  ].join('\n\n');
  const prettier = join(workspaceRoot, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  return execFileSync(process.execPath, [prettier, '--stdin-filepath', path], {
    input: text,
    encoding: 'utf8',
  });
}

/** What a deploy or a removal may need beside what these pages have made it call. */
const beside: Readonly<Record<Duty, readonly string[]>> = {
  deploy: [
    '`sts:AssumeRole` on `arn:aws:iam::ACCOUNT:role/cdk-hnb659fds-*`, as the CDK documents it. local-cloud asks for no permission there.',
    '`iot:UpdateIndexingConfiguration` on `*`, where somebody has turned the fleet index off.',
    '`iot:UpdateProvisioningTemplate` on both templates, where the fleet was decommissioned before.',
  ],
  look: [],
  operate: [],
  destroy: [
    '`sts:AssumeRole` as above.',
    'Where there are adopted devices: `iot:AttachPolicy`, `iot:UpdateThing`, `iot:RemoveThingFromThingGroup`.',
  ],
};

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** Actions with the same resources are one statement. */
export function statementsOf(calls: readonly MadeCall[], duty: Duty): readonly Statement[] {
  const resources = new Map<string, Set<string>>();
  for (const call of calls) {
    if (call.duty === duty) {
      resources.set(call.action, (resources.get(call.action) ?? new Set()).add(call.resource));
    }
  }
  const statements = new Map<string, Statement>();
  for (const [action, of] of [...resources].sort()) {
    const named = [...of].sort();
    const key = JSON.stringify(named);
    const before = statements.get(key)?.Action ?? [];
    statements.set(key, { Effect: 'Allow', Action: [...before, action], Resource: named });
  }
  return [...statements.values()];
}
