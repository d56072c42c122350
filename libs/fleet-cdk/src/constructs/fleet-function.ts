import { ArnFormat, RemovalPolicy, Stack, type Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal, type Conditions } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { defined } from '@fleet/optional-members';
import { Construct } from 'constructs';
import { explainWildcard } from './explained-wildcard';
import { hostingOf } from './function-hosting';

export interface FleetFunctionProps {
  functionName: string;
  description: string;
  /** Folder with the built bundle, `index.js` in it. */
  bundle: string;
  handler: string;
  timeout: Duration;
  memoryMegabytes: number;
  environment: Record<string, string>;
  reservedConcurrency?: number;
}

/** What Lambda needs for a function in a VPC. Documented: "AWSLambdaVPCAccessExecutionRole", without its permissions for logs. */
const networkInterfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** A Lambda function with a role of its own, a log group of its own, and no permission but to write there. */
export class FleetFunction extends Construct {
  readonly function: LambdaFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: FleetFunctionProps) {
    super(scope, id);
    const { logRetention, ...network } = hostingOf(this);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      code: Code.fromAsset(props.bundle),
      handler: props.handler,
      timeout: props.timeout,
      memorySize: props.memoryMegabytes,
      environment: props.environment,
      role: this.role,
      logGroup,
      ...network,
      ...defined({ reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    if (network.vpc !== undefined) {
      this.joinVpc(props.functionName);
    }
  }

  /**
   * Lambda makes the function's network interfaces by the role of the function; the CDK allows that to roles of its own
   * alone, and by a policy that lets them write to every log. The code of the function may not make any. Documented:
   * Lambda developer guide, "Configuring VPC access".
   */
  private joinVpc(resourceName: string): void {
    this.allow(networkInterfaceActions, ['*']);
    explainWildcard(
      this.role,
      '*',
      'Lambda makes the interfaces, and they have no names before they are there.',
    );
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const code = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName,
      arnFormat,
    });
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: [...networkInterfaceActions, 'ec2:DetachNetworkInterface'],
        resources: ['*'],
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': code } },
      }),
    );
  }

  /** @param resources full ARNs; a wildcard in one has to be given a reason with {@link explainWildcard} */
  allow(actions: string[], resources: string[], conditions: Conditions = {}): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources, conditions }));
  }

  /**
   * Lets the function use the key of what it reads and writes, where that has one of the operator's. Documented:
   * DynamoDB developer guide, "DynamoDB encryption at rest: usage notes"; S3 user guide, SSE-KMS.
   */
  allowKeyOf({ encryptionKey: key }: { readonly encryptionKey?: IKey | undefined }): void {
    if (key !== undefined) {
      const actions = [
        'Decrypt',
        'DescribeKey',
        'Encrypt',
        'GenerateDataKey',
        'ReEncryptFrom',
        'ReEncryptTo',
      ];
      this.allow(
        actions.map((action) => `kms:${action}`),
        [key.keyArn],
      );
    }
  }

  /** States for cdk-nag's report why this role has a wildcard in a resource. */
  explainWildcard(resource: string, reason: string): void {
    explainWildcard(this.role, resource, reason);
  }
}
