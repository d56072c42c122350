import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');

/**
 * The topic that alarms ring on, encrypted with a key of its own: the policy of `alias/aws/sns` does not let CloudWatch
 * use that key, and cannot be changed, so that alarms would be lost without a word (AWS Knowledge Center, "CloudWatch
 * alarms and encrypted SNS topics"). A topic that has a policy has to name CloudWatch in it.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  /** @param alarms name of the alarms that may ring on it, with wildcards */
  constructor(
    scope: Construct,
    id: string,
    { displayName, alarms }: { displayName: string; alarms: string },
  ) {
    super(scope, id);
    const ofAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
    const key = new Key(this, 'Key', {
      description: 'Encrypts what the alarms of a fleet say',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: ofAccount,
      }),
    );
    this.topic = new Topic(this, 'Topic', { displayName, masterKey: key, enforceSSL: true });
    const anyAlarm = `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${alarms}`;
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { ...ofAccount, ArnLike: { 'aws:SourceArn': anyAlarm } },
      }),
    );
  }
}
