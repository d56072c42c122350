import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** Where a fleet's functions run, and how long their logs are kept. */
export interface FunctionHosting {
  readonly logRetention: RetentionDays;
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

const hostings = new WeakMap<IConstruct, FunctionHosting>();
const byDefault: FunctionHosting = { logRetention: RetentionDays.THREE_MONTHS };

/** Has all functions in a construct hosted so, those too that are added to it later. */
export function hostFunctions(scope: IConstruct, hosting: FunctionHosting): void {
  hostings.set(scope, hosting);
}

export function hostingOf(scope: IConstruct): FunctionHosting {
  const host = scope.node.scopes.toReversed().find((each) => hostings.has(each));
  return (host && hostings.get(host)) ?? byDefault;
}
