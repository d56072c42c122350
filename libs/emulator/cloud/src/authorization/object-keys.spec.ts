import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { TestCloud } from '../testing/test-cloud';
import { startTestCloud } from '../testing/test-cloud';

const policy = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });
const AssumeRolePolicyDocument = policy({
  Effect: 'Allow',
  Principal: { AWS: '123456789012' },
  Action: 'sts:AssumeRole',
});
const Bucket = 'shelf';

describe('conditions on objects, parameters and metrics', () => {
  let cloud: TestCloud;
  let iam: IAM;
  let ofUser: S3;
  let s3: S3;
  let ssm: SSM;
  let cloudWatch: CloudWatch;

  const mayIf = (Action: string, Condition: object) =>
    iam.putRolePolicy({
      RoleName: 'worker',
      PolicyName: 'work',
      PolicyDocument: policy({ Effect: 'Allow', Action, Resource: '*', Condition }),
    });
  const denied = { message: expect.stringContaining('is not authorized to perform') as string };

  beforeAll(async () => {
    cloud = await startTestCloud();
    iam = new IAM(cloud.settings);
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
    const sts = new STS(cloud.settings);
    const RoleArn = 'arn:aws:iam::123456789012:role/worker';
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'shift' });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    sts.destroy();
    ofUser = new S3({ ...cloud.settings, forcePathStyle: true });
    s3 = new S3({ ...cloud.settings, credentials, forcePathStyle: true });
    cloudWatch = new CloudWatch({ ...cloud.settings, credentials });
    ssm = new SSM({ ...cloud.settings, credentials });
    await ofUser.createBucket({ Bucket });
  });

  afterAll(async () => {
    [iam, ofUser, s3, ssm, cloudWatch].forEach((client) => client.destroy());
    await cloud.close();
  });

  // S3 user guide, "Tagging and access control policies".
  it('know the tags that an object has', async () => {
    await ofUser.putObject({ Bucket, Key: 'open', Tagging: 'level=public&a=b' });
    await ofUser.putObject({ Bucket, Key: 'plain' });
    await mayIf('s3:GetObject', { StringEquals: { 's3:ExistingObjectTag/level': 'public' } });
    await s3.getObject({ Bucket, Key: 'open' });
    await expect(s3.getObject({ Bucket, Key: 'plain' })).rejects.toMatchObject(denied);
  });

  it('know the tags that an object is to have', async () => {
    await mayIf('s3:*', { StringEquals: { 's3:RequestObjectTag/level': ['public', 'internal'] } });
    await s3.putObject({ Bucket, Key: 'new', Tagging: 'level=public' });
    await expect(s3.putObject({ Bucket, Key: 'new', Tagging: 'level=secret' })).rejects.toMatchObject(denied);
    await expect(s3.putObject({ Bucket, Key: 'new' })).rejects.toMatchObject(denied);
    const tagged = (Value: string) => ({
      Bucket,
      Key: 'new',
      Tagging: { TagSet: [{ Key: 'level', Value }] },
    });
    await s3.putObjectTagging(tagged('internal'));
    await expect(s3.putObjectTagging(tagged('secret'))).rejects.toMatchObject(denied);
  });

  it('know how a request reaches S3', async () => {
    await mayIf('s3:ListBucket', {
      NumericGreaterThanEquals: { 's3:TlsVersion': '1.2' },
      StringEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' },
    });
    await s3.listObjectsV2({ Bucket });
  });

  it('know whether a parameter is written over, and whether all below a path are read', async () => {
    await mayIf('ssm:*', { Bool: { 'ssm:Overwrite': 'false' } });
    const parameter = { Name: '/a', Type: 'String', Value: 'b' } as const;
    await ssm.putParameter({ ...parameter, Overwrite: false });
    await expect(ssm.putParameter({ ...parameter, Overwrite: true })).rejects.toMatchObject(denied);
    await mayIf('ssm:*', { Bool: { 'ssm:Recursive': 'false' } });
    await ssm.getParametersByPath({ Path: '/', Recursive: false });
    await expect(ssm.getParametersByPath({ Path: '/', Recursive: true })).rejects.toMatchObject(denied);
  });

  it('know the namespace of metrics', async () => {
    await mayIf('cloudwatch:PutMetricData', { StringEquals: { 'cloudwatch:namespace': 'Fleet' } });
    const MetricData = [{ MetricName: 'm', Value: 1 }];
    await cloudWatch.putMetricData({ Namespace: 'Fleet', MetricData });
    await expect(cloudWatch.putMetricData({ Namespace: 'Other', MetricData })).rejects.toMatchObject(denied);
  });
});
