import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FleetSettings } from '@fleet/fleet-contract';
import type { DeviceStatement } from '@fleet/policy-templates';

/** Where the code lies that the construct ships. */
export interface BundlePaths {
  /** Folder of the hooks and the proof handler. */
  readonly hookLambda: string;
  /** Folder of the function behind the claims. */
  readonly claimLambda: string;
  /** Folder of the certificate monitor. */
  readonly rotationLambda: string;
  /** The agent, one file. */
  readonly agent: string;
}

/** What a fleet is like: the settings of a fleet, and what of the user's stack it works with. */
export interface FleetProvisioningProps extends FleetSettings {
  /**
   * PEM of the root CA that devices trust.
   *
   * @default - those of Amazon
   */
  readonly rootCa?: string;
  /**
   * What devices may do beside what every fleet's devices may. With it the production policy has to fit into 2,048
   * characters, and a statement that could reach other devices is refused unless it says why it may.
   *
   * @default - nothing
   */
  readonly deviceStatements?: readonly DeviceStatement[];
  /**
   * A function that is asked about every device which the fleet's own rules would let in. It gets
   * `{ serial, model, parameters, claimCertificateId, certificateId }` and answers `{ allow: true }` or
   * `{ allow: false }`. Where it fails, is late, or answers anything else, the device is not let in. It may be asked twice
   * about one request. It is not asked when a device rotates.
   *
   * @default - the fleet's rules decide alone
   */
  readonly provisionHook?: IFunction;
  /**
   * How long the fleet waits for `provisionHook`, from 100 milliseconds to 3 seconds, a cold start included: AWS IoT
   * waits 5 seconds for all of it.
   *
   * @default Duration.seconds(2)
   */
  readonly provisionHookTimeout?: Duration;
  /**
   * Where the fleet's alarms ring. Its policy, and that of its key, have to let CloudWatch publish.
   *
   * @default - a topic of the fleet's own
   */
  readonly alarmTopic?: ITopic;
  /**
   * What becomes of the devices table when the fleet is deleted, which it can be only when no device is left.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * How long the logs of the fleet's functions are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * The key that both tables and the bucket are encrypted with. Its policy has to leave decisions to IAM, as the policy
   * of a key does that the CDK makes.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: IKey;
  /**
   * The permissions boundary of all roles of the fleet.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;
  /**
   * Where the fleet's functions run. They have to reach AWS IoT, DynamoDB, S3, SQS, EventBridge Scheduler and
   * CloudFormation's URLs from there: through a NAT gateway, as not all of these have endpoints in a VPC.
   *
   * @default - in no VPC
   */
  readonly vpc?: IVpc;
  /**
   * The subnets of `vpc`.
   *
   * @default - those of the CDK's choice, private ones with a way out
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * The security groups of the functions in `vpc`.
   *
   * @default - one for each function, which lets everything out
   */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * Other builds of the functions and the agent.
   *
   * @default - those in this package
   */
  readonly bundles?: BundlePaths;
}
