import { IAM } from '@aws-sdk/client-iam';
import { InvalidRequestException, IoT } from '@aws-sdk/client-iot';
import { eventually } from '@fleet/eventually';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import { createIdentity, type Identity } from '../devices/identity';
import { roleInEffect } from './role-in-effect';

/** Names of a fleet that is not ours: made through the API alone, without our builders, stack and hooks. */
export const foreign = {
  claimPolicy: 'interop_claim',
  devicePolicy: 'interop_device',
  template: 'interop_template',
} as const;

const statement = (cloud: LocalCloudProcess, action: string[], resources: string[]) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resources.map(
    (resource) => `arn:aws:iot:${cloud.endpoints.region}:${cloud.endpoints.accountId}:${resource}`,
  ),
});

const document = (...statements: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const provisioningTopics = (type: string): string[] => [
  `${type}/$aws/certificates/*`,
  `${type}/$aws/provisioning-templates/${foreign.template}/provision/*`,
];

const templateBody = {
  Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'SerialNumber' } } },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: foreign.devicePolicy } },
  },
  DeviceConfiguration: { FallbackUrl: 'https://example.com' },
};

/** Makes policies, template and one claim certificate with the AWS SDK. */
export async function createForeignFleet(cloud: LocalCloudProcess): Promise<Identity> {
  const iam = new IAM(sdkSettings(cloud.endpoints));
  const iot = new IoT(sdkSettings(cloud.endpoints));
  try {
    const { Role: role } = await iam.createRole({
      RoleName: 'interop',
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal: { Service: 'iot.amazonaws.com', AWS: cloud.endpoints.accountId },
        Action: 'sts:AssumeRole',
      }),
    });
    await iam.attachRolePolicy({
      RoleName: 'interop',
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration',
    });
    await iot.createPolicy({
      policyName: foreign.claimPolicy,
      policyDocument: document(
        statement(cloud, ['iot:Connect'], ['client/claim-*']),
        statement(cloud, ['iot:Publish', 'iot:Receive'], provisioningTopics('topic')),
        statement(cloud, ['iot:Subscribe'], provisioningTopics('topicfilter')),
      ),
    });
    const thing = '${iot:Connection.Thing.ThingName}';
    await iot.createPolicy({
      policyName: foreign.devicePolicy,
      policyDocument: document(
        statement(cloud, ['iot:Connect'], [`client/${thing}`]),
        statement(cloud, ['iot:Publish', 'iot:Receive'], [`topic/dt/${thing}/*`]),
        statement(cloud, ['iot:Subscribe'], [`topicfilter/dt/${thing}/*`]),
      ),
    });
    await eventually('provisioning template, once AWS IoT can assume the new role', () =>
      iot
        .createProvisioningTemplate({
          templateName: foreign.template,
          templateBody: JSON.stringify(templateBody),
          provisioningRoleArn: role?.Arn,
          enabled: true,
        })
        .catch(unlessRoleIsNew),
    );
    await roleInEffect(cloud, role?.Arn ?? '');
    return await createIdentity(iot, foreign.claimPolicy);
  } finally {
    iam.destroy();
    iot.destroy();
  }
}

/** AWS IoT has not seen the role yet: nothing, for `eventually` to try again. @throws any other error */
function unlessRoleIsNew(error: unknown): undefined {
  if (error instanceof InvalidRequestException && error.message.includes('unable to assume role')) {
    return undefined;
  }
  throw error;
}
