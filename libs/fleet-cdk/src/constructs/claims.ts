import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import type { DevicePolicies } from './device-policies';
import { FleetFunction } from './fleet-function';
import { iotArn } from './iot-arn';

export interface ClaimsProps {
  config: FleetConfig;
  names: FleetNames;
  bucket: Bucket;
  table: Table;
  policies: DevicePolicies;
  /** Folder of the claim function's bundle. */
  bundle: string;
  /** The agent's bundle, one file. */
  agent: string;
  /** PEM of the root CA for devices; empty for the roots of Amazon. */
  rootCa: string;
}

/** The claim certificates and client bundles, made by a custom resource. */
export class Claims extends Construct {
  /** Where devices connect, as the custom resource found it. */
  readonly endpoint: string;
  /** The claims that it has left as they are, in words. */
  readonly notInForce: string;
  private readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: ClaimsProps) {
    super(scope, id);
    const { config, names } = props;
    const agent = new Asset(this, 'Agent', { path: props.agent });
    const claim = new FleetFunction(this, 'Function', {
      functionName: names.claimFunction,
      description: 'Creates the claim certificates and the client bundles of the fleet, and deletes them.',
      bundle: props.bundle,
      handler: 'index.handler',
      timeout: Duration.minutes(14),
      memoryMegabytes: 512,
      environment: {},
    });
    grant(claim, props, agent);
    this.resource = new CustomResource(this, 'Claims', {
      resourceType: 'Custom::FleetClaims',
      serviceToken: claim.function.functionArn,
      // One whole run, or some that crash, which Lambda calls again: without this, a crash holds the stack for an hour.
      serviceTimeout: Duration.minutes(20),
      properties: {
        ResourceTag: config.resourceTag,
        Models: config.models,
        BucketName: props.bucket.bucketName,
        TableName: props.table.tableName,
        AgentBucket: agent.s3BucketName,
        AgentKey: agent.s3ObjectKey,
        RotationDays: config.rotationDays,
        GraceDays: config.graceDays,
        SpreadDays: config.spreadDays,
        // CloudFormation asks the function again only when a property has changed.
        ClaimGeneration: config.claimGeneration,
        // Raised when the answer gets another attribute: what is not asked again has the answer of an older release.
        AnswerVersion: 2,
        RootCa: props.rootCa,
      },
    });
    // Its permissions must be there before it is asked, and still be there when it is asked to delete.
    this.resource.node.addDependency(claim, props.policies.bootstrap);
    this.endpoint = this.resource.getAttString('Endpoint');
    this.notInForce = this.resource.getAttString('ClaimsNotInForce');
  }

  /** The claim resource refuses its deletion while devices remain: what it depends on is then not deleted either. */
  guard(...constructs: Construct[]): void {
    this.resource.node.addDependency(...constructs);
  }
}

function grant(claim: FleetFunction, props: ClaimsProps, agent: Asset): void {
  const { names, bucket, table } = props;
  const anyObject = bucket.arnForObjects('models/*');
  claim.allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [anyObject]);
  claim.allow(['s3:ListBucket'], [bucket.bucketArn]);
  // Any agent of the asset bucket: naming the one would change this role in the same deploy in which the function is
  // asked for it, sooner than a changed role is in force everywhere.
  const anyAgent = agent.bucket.arnForObjects('*.js');
  claim.allow(['s3:GetObject'], [anyAgent]);
  claim.explainWildcard(anyAgent, 'The next agent has another key, and the role must not change with it.');
  claim.allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], [table.tableArn]);
  claim.allowKeyOf(table);
  claim.allow(['iot:AttachPolicy', 'iot:DetachPolicy'], [iotArn('cert/*')]);
  claim.allow(
    ['iot:DescribeCertificate', 'iot:UpdateCertificate', 'iot:DeleteCertificate'],
    [iotArn('cert/*')],
  );
  claim.allow(['iot:ListThingsInThingGroup'], [iotArn(`thinggroup/${names.thingGroup}`)]);
  claim.allow(['iot:ListTargetsForPolicy'], [iotArn(`policy/${names.productionPolicy}`)]);
  // With the claims: AWS IoT keeps a policy for minutes after it was detached, and CloudFormation would not wait.
  claim.allow(
    ['iot:ListPolicyVersions', 'iot:DeletePolicyVersion', 'iot:DeletePolicy'],
    [iotArn(`policy/${names.bootstrapPolicy}`), iotArn(`policy/${names.productionPolicy}`)],
  );
  // These have no resource that could be named (service authorization reference, AWS IoT).
  claim.allow(['iot:CreateCertificateFromCsr', 'iot:DescribeEndpoint', 'iot:ListCertificates'], ['*']);
  claim.explainWildcard(
    '*',
    'CreateCertificateFromCsr, DescribeEndpoint and ListCertificates know no resource.',
  );
  claim.explainWildcard(iotArn('cert/*'), 'A claim certificate gets its id when it is made.');
  claim.explainWildcard(anyObject, 'One folder a model; the function owns them all.');
}
