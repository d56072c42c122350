import { CfnResource, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { synthesise, synthesiseBySchemas } from './testing/checked-synthesis';
import { FleetStacks, partOf } from './testing/fleet-stacks';

interface PolicyProperties {
  PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] };
}

interface FunctionProperties {
  Environment: { Variables: Record<string, string> };
}

describe('a fleet in the CDK', () => {
  let stacks: FleetStacks;
  let documented: Template;

  beforeAll(() => {
    stacks = new FleetStacks();
    documented = Template.fromStack(stacks.of());
  });

  afterAll(() => stacks.remove());

  it('has nothing that cdk-nag’s AwsSolutions rules or CloudFormation’s schemas object to', () => {
    const settings = { policyMode: 'strict', reservedConcurrency: 5, sweepWorkers: 10 } as const;
    expect(() => synthesiseBySchemas(stacks.of(settings))).not.toThrow();
    expect(() => synthesise(stacks.of({ registrationRole: 'scoped' }))).not.toThrow();
  });

  it('would not pass CloudFormation’s schemas with a property that they do not know', () => {
    const wrong = (): Stack => {
      const stack = stacks.of();
      new CfnResource(stack, 'Wrong', { type: 'AWS::IoT::ThingType', properties: { ThingTypeNam: 'pump' } });
      return stack;
    };
    expect(() => synthesise(wrong())).not.toThrow();
    expect(() => synthesiseBySchemas(wrong())).toThrow('ThingTypeNam');
  });

  it('would not pass cdk-nag with one permission more than has a reason', () => {
    const stack = stacks.of();
    const role = partOf(stack, 'Default', 'Hooks', 'Proof', 'Role');
    if (!(role instanceof Role)) {
      throw new Error('the proof handler has no role of its own');
    }
    role.addToPolicy(new PolicyStatement({ actions: ['iot:*'], resources: ['*'] }));
    expect(() => synthesise(stack)).toThrow('AwsSolutions-IAM5[Action::iot:*]');
  });

  it('lets AWS IoT, and nobody else, call each hook for its own template', () => {
    for (const template of ['fleetprov_prod_template_CFN', 'fleetprov_rotation_template_CFN']) {
      documented.hasResourceProperties('AWS::Lambda::Permission', {
        Principal: 'iot.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { 'Fn::Join': ['', Match.arrayWith([`:provisioningtemplate/${template}`])] },
      });
    }
    const permissions = Object.values(documented.findResources('AWS::Lambda::Permission'));
    expect(permissions).toHaveLength(4);
    for (const { Properties } of permissions) {
      expect(Properties).toMatchObject({ SourceAccount: expect.anything(), SourceArn: expect.anything() });
    }
  });

  it('puts both templates behind their hooks', () => {
    documented.resourceCountIs('AWS::IoT::ProvisioningTemplate', 2);
    documented.allResourcesProperties('AWS::IoT::ProvisioningTemplate', {
      Enabled: true,
      TemplateType: 'FLEET_PROVISIONING',
      PreProvisioningHook: { PayloadVersion: '2020-04-01' },
    });
  });

  it('gives both proof rules an error action', () => {
    documented.resourceCountIs('AWS::IoT::TopicRule', 2);
    documented.allResourcesProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: { ErrorAction: { Sqs: { QueueUrl: Match.anyValue() } }, RuleDisabled: false },
    });
  });

  it('has no presence rule where every device confirms', () => {
    const template = Template.fromStack(stacks.of({ presenceRule: false, offlineDays: 90 }));
    template.resourceCountIs('AWS::IoT::TopicRule', 1);
    // A device that has confirmed is warned a minute later, too.
    template.resourcePropertiesCountIs('AWS::SQS::Queue', { QueueName: 'fleetprov_arrivals' }, 1);
  });

  it('keeps the claim keys in a bucket that is private, encrypted and reached over TLS only', () => {
    documented.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: Match.anyValue(),
    });
    documented.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('gives its functions no action on everything but those that know no resource', () => {
    const scoped = Template.fromStack(stacks.of({ registrationRole: 'scoped' }));
    const policies = Object.values(scoped.findResources('AWS::IAM::Policy'));
    const wildcards = policies.flatMap(({ Properties }): unknown[] => {
      const { PolicyDocument }: PolicyProperties = Properties;
      return PolicyDocument.Statement.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action);
    });
    expect(wildcards).toEqual([
      ['iot:ListAttachedPolicies', 'iot:ListPrincipalThings', 'iot:ListPrincipalPolicies'],
      ['iot:GetIndexingConfiguration', 'iot:UpdateIndexingConfiguration'],
      ['iot:CreateCertificateFromCsr', 'iot:DescribeEndpoint', 'iot:ListCertificates'],
    ]);
    scoped.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
  });

  it('registers devices by AWS’s own policy for that, and by no other policy of AWS', () => {
    const managed = { ManagedPolicyArns: Match.anyValue() };
    documented.resourcePropertiesCountIs('AWS::IAM::Role', managed, 1);
    documented.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: [
        {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSIoTThingsRegistration'],
          ],
        },
      ],
      AssumeRolePolicyDocument: {
        Statement: [
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' } },
        ],
      },
    });
  });

  it('reserves concurrency only where the configuration says so: a new account cannot', () => {
    const reserved = { ReservedConcurrentExecutions: 5 };
    documented.resourcePropertiesCountIs('AWS::Lambda::Function', reserved, 0);
    Template.fromStack(stacks.of({ reservedConcurrency: 5 })).resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      reserved,
      3,
    );
  });

  it('hands its functions the configuration, without the root CA', () => {
    const template = Template.fromStack(stacks.of({ rootCa: 'a root' }));
    const functions = Object.values(
      template.findResources('AWS::Lambda::Function', {
        Properties: { Handler: 'index.provisionHook' },
      }),
    );
    const properties: FunctionProperties = functions[0]?.['Properties'];
    const config = properties.Environment.Variables['FLEET_CONFIG'] ?? '';
    expect(JSON.parse(config)).toMatchObject({ resourceTag: 'fleetprov', models: ['model-1'] });
    expect(config).not.toContain('a root');
  });

  it('is refused when its hooks’ settings do not fit into a function’s environment', () => {
    const reservedWords = Array.from({ length: 60 }, (_, index) => `${index}`.padStart(64, 'w'));
    expect(() => stacks.of({ reservedWords })).toThrow(
      /reservedWords, serialPattern and voucherKeys .* can have 3500/,
    );
    const models = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(60, 'm'));
    expect(() => stacks.of({ models })).not.toThrow();
  });

  it('deletes the claims first, so that their refusal saves everything else', () => {
    const [claims] = Object.values(documented.findResources('Custom::FleetClaims'));
    const dependencies: unknown = claims?.['DependsOn'];
    for (const type of [
      'AWS::IoT::Policy',
      'AWS::IoT::ProvisioningTemplate',
      'AWS::IoT::TopicRule',
      'AWS::Lambda::Function',
      'AWS::Scheduler::Schedule',
      'AWS::Scheduler::ScheduleGroup',
      'Custom::FleetIndexing',
      'AWS::S3::BucketPolicy',
    ]) {
      for (const id of Object.keys(documented.findResources(type))) {
        expect(dependencies).toContain(id);
      }
    }
  });

  it('does not wait for an hour for a custom resource whose function crashes', () => {
    documented.hasResourceProperties('Custom::FleetClaims', { ServiceTimeout: '1200' });
    documented.hasResourceProperties('Custom::FleetIndexing', { ServiceTimeout: '780' });
  });
});
