import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

type Properties = Readonly<Record<string, object>>;

/** As text: CloudFormation would look for what it refers to in its own template. */
const provisioningTemplate = JSON.stringify({
  Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'SerialNumber' } } },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
  },
});

describe('an update of a stack takes back what the template no longer says, as far as AWS does', () => {
  const StackName = 'settings';
  const Capabilities: CreateStackInput['Capabilities'] = ['CAPABILITY_NAMED_IAM'];
  const role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const hook = 'arn:aws:lambda:us-east-1:123456789012:function:hook';
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let iam: IAM;
  let iot: IoT;
  let kms: KMS;
  let lambda: Lambda;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const { settings } = cloud;
    cloudFormation = new CloudFormation(settings);
    iam = new IAM(settings);
    iot = new IoT(settings);
    kms = new KMS(settings);
    lambda = new Lambda(settings);
    await cloudFormation.createStack({ StackName, Capabilities, TemplateBody: template(said) });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
  });

  afterAll(async () => {
    for (const client of [cloudFormation, iam, iot, kms, lambda]) {
      client.destroy();
    }
    await cloud.close();
  });

  const said: Properties = {
    Group: {
      ThingGroupProperties: {
        ThingGroupDescription: 'Devices of the north',
        AttributePayload: { Attributes: { area: 'north' } },
      },
    },
    Template: {
      Description: 'Registers devices',
      PreProvisioningHook: { TargetArn: hook },
    },
    Key: { Description: 'Of the queue' },
    Function: {
      Description: 'Answers',
      Timeout: 5,
      MemorySize: 256,
      Tags: [{ Key: 'area', Value: 'north' }],
    },
    Role: { Description: 'Of devices', Tags: [{ Key: 'area', Value: 'north' }] },
  };

  const template = (properties: Properties): string => {
    const code = { ZipFile: 'exports.handler = async () => 1;' };
    const resource = (id: string, Type: string, always: object) => ({
      [id]: { Type, Properties: { ...always, ...properties[id] } },
    });
    return JSON.stringify({
      Resources: {
        ...resource('Group', 'AWS::IoT::ThingGroup', { ThingGroupName: 'north' }),
        ...resource('Template', 'AWS::IoT::ProvisioningTemplate', {
          TemplateName: 'registers',
          ProvisioningRoleArn: role,
          TemplateBody: provisioningTemplate,
        }),
        ...resource('Key', 'AWS::KMS::Key', {}),
        ...resource('Role', 'AWS::IAM::Role', {
          RoleName: 'devices',
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: ['iot.amazonaws.com', 'lambda.amazonaws.com'] },
                Action: 'sts:AssumeRole',
              },
            ],
          },
        }),
        ...resource('Function', 'AWS::Lambda::Function', {
          FunctionName: 'answers',
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: role,
          Code: code,
        }),
      },
    });
  };

  const settings = async () => {
    const { thingGroupProperties: group } = await iot.describeThingGroup({ thingGroupName: 'north' });
    const provisioning = await iot.describeProvisioningTemplate({ templateName: 'registers' });
    const [key] = (await kms.listKeys()).Keys ?? [];
    const { KeyMetadata } = await kms.describeKey({ KeyId: key?.KeyId });
    const { Role: devices } = await iam.getRole({ RoleName: 'devices' });
    const { Configuration, Tags } = await lambda.getFunction({ FunctionName: 'answers' });
    return {
      Group: [group?.thingGroupDescription, group?.attributePayload?.attributes],
      Template: [provisioning.description, provisioning.preProvisioningHook?.targetArn],
      Key: [KeyMetadata?.Description],
      Function: [Configuration?.Description, Configuration?.Timeout, Configuration?.MemorySize, Tags],
      Role: [devices?.Description, devices?.Tags],
    };
  };

  it('brings settings back to what they are without a word', async () => {
    expect(await settings()).toEqual({
      Group: ['Devices of the north', { area: 'north' }],
      Template: ['Registers devices', hook],
      Key: ['Of the queue'],
      Function: ['Answers', 5, 256, { area: 'north' }],
      Role: ['Of devices', [{ Key: 'area', Value: 'north' }]],
    });
    await cloudFormation.updateStack({ StackName, Capabilities, TemplateBody: template({}) });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    expect(await settings()).toEqual({
      Group: ['', {}],
      // CloudFormation's own handler does not take these two back.
      Template: ['Registers devices', hook],
      Key: [''],
      Function: ['', 3, 128, undefined],
      Role: ['', undefined],
    });
  });
});
