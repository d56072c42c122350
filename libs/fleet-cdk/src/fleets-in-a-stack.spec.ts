import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { DuplicateFleetError, FleetProvisioning } from './fleet-provisioning';
import type { FleetProvisioningProps } from './fleet-provisioning-props';
import { HookTimeoutError } from './own-hook-time';
import { FleetStacks } from './testing/fleet-stacks';
import { synthesise } from './testing/checked-synthesis';

const resources = z.record(
  z.string(),
  z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
);

describe('fleets in a stack of somebody else', () => {
  const stacks = new FleetStacks();

  afterAll(() => stacks.remove());

  const add = (stack: Stack, id: string, props: Partial<FleetProvisioningProps> = {}) =>
    new FleetProvisioning(stack, id, { models: ['model-1'], bundles: stacks.paths, ...props });
  const resourcesOf = (stack: Stack) =>
    Object.entries(resources.parse(Template.fromStack(stack).toJSON()['Resources']));
  const mine = (stack: Stack) =>
    new LambdaFunction(stack, 'Mine', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => ({ allow: true })'),
    });

  it('stand beside each other, and share what belongs to the account', () => {
    const stack = stacks.empty();
    add(stack, 'Pumps', { resourceTag: 'pumps' });
    add(stack, 'Valves', { resourceTag: 'valves' });
    expect(() => synthesise(stack)).not.toThrow();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IoT::ProvisioningTemplate', 4);
    template.resourceCountIs('Custom::FleetIndexing', 1);
    template.resourceCountIs('Custom::FleetClaims', 2);
  });

  it('have tags of their own, or one of them is refused', () => {
    const stack = stacks.empty();
    add(stack, 'Pumps');
    expect(() => add(stack, 'Valves')).toThrow(DuplicateFleetError);
    expect(() => add(stack, 'Taps')).toThrow('The fleet Fleets/Pumps has the resourceTag "fleetprov"');
  });

  it('have the fleet’s tag on everything that can have one, and an end for every log', () => {
    const stack = stacks.empty();
    add(stack, 'Pumps', { resourceTag: 'pumps', deviceParameters: { Site: { attribute: 'site' } } });
    const all = resourcesOf(stack);
    const taggable = all.filter(([, { Type: type }]) =>
      /^AWS::(?:DynamoDB::Table|IoT::(?!Logging)|Lambda::Function|IAM::Role|SQS::Queue$|S3::Bucket$|Logs::LogGroup|Scheduler::ScheduleGroup)/.test(
        type,
      ),
    );
    expect(taggable.length).toBeGreaterThan(25);
    const untagged = taggable.filter(([, each]) => !JSON.stringify(each.Properties).includes('"pumps"'));
    expect(untagged.map(([id]) => id)).toEqual([]);
    const logs = all.filter(([, { Type: type }]) => type === 'AWS::Logs::LogGroup');
    expect(logs.map(([, { Properties: properties }]) => properties['RetentionInDays'])).toEqual(
      logs.map(() => 90),
    );
  });

  it('work with the key, boundary, retention and table policy of their user', () => {
    const stack = stacks.empty();
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
    const permissionsBoundary = new ManagedPolicy(stack, 'Boundary', {
      statements: [
        new PolicyStatement({ actions: ['iot:DescribeEndpoint'], resources: ['arn:aws:iot:x:y:z'] }),
      ],
    });
    add(stack, 'Pumps', {
      encryptionKey,
      permissionsBoundary,
      logRetention: RetentionDays.ONE_YEAR,
      tableRemovalPolicy: RemovalPolicy.RETAIN,
    });
    expect(() => synthesise(stack)).not.toThrow();
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: { Ref: Match.anyValue() } });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
    });
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: { TableName: 'fleetprov_devices' },
      DeletionPolicy: 'Retain',
    });
    const users = Object.values(template.findResources('AWS::IAM::Policy')).filter((each) =>
      JSON.stringify(each).includes('kms:Decrypt'),
    );
    expect(users).toHaveLength(6);
  });

  it('run in the VPC of their user', () => {
    const stack = stacks.empty();
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: ['subnet-1'],
    });
    add(stack, 'Pumps', { vpc, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')] });
    expect(() => synthesise(stack)).not.toThrow();
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: Match.anyValue(), SecurityGroupIds: Match.anyValue() },
    });
    // Each function makes its interfaces by a role of its own, and its code may not make any.
    const interfaces = { Action: Match.arrayWith(['ec2:CreateNetworkInterface']) };
    const statements = [
      { ...interfaces, Effect: 'Allow', Resource: '*' },
      {
        ...interfaces,
        Effect: 'Deny',
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': Match.anyValue() } },
      },
    ];
    const functions = Object.keys(template.findResources('AWS::Lambda::Function')).length;
    template.resourcePropertiesCountIs(
      'AWS::IAM::Policy',
      { PolicyDocument: { Statement: Match.arrayWith(statements.map((each) => Match.objectLike(each))) } },
      functions,
    );
  });

  it('ask the function of their user, which has the time that is left', () => {
    const stack = stacks.unchecked();
    const provisionHook = mine(stack);
    add(stack, 'Pumps', { provisionHook, provisionHookTimeout: Duration.millis(1_500) });
    const template = Template.fromStack(stack);
    const arn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] };
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.provisionHook',
      Environment: { Variables: { OWN_HOOK_ARN: arn, OWN_HOOK_MILLIS: '1500' } },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'lambda:InvokeFunction', Resource: arn, Effect: 'Allow' }),
        ]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^PumpsHooksProvision') }],
    });
    for (const millis of [99, 3_001]) {
      const props = { resourceTag: `valves-${millis}`, provisionHookTimeout: Duration.millis(millis) };
      expect(() => add(stack, `Valves${millis}`, props)).toThrow(HookTimeoutError);
    }
  });

  it('keep what their devices say, and let them do what their user adds', () => {
    const stack = stacks.unchecked();
    add(stack, 'Pumps', {
      registrationRole: 'scoped',
      deviceParameters: { Firmware: { attribute: 'firmware' }, Site: {} },
      deviceStatements: [
        {
          actions: ['iot:Publish'],
          resources: ['topic/hall/*'],
          reasonToReachOthers: 'All in one hall may stop the belt.',
        },
      ],
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IoT::ThingType', { ThingTypeName: 'fleetprov_device' });
    template.hasResource('AWS::IoT::ProvisioningTemplate', {
      Properties: {
        TemplateName: 'fleetprov_prod_template_CFN',
        TemplateBody: Match.stringLikeRegexp('"firmware":\\{"Ref":"Firmware"\\}'),
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('ThingType[0-9A-F]{8}$')]),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'iot:DescribeThingType', Effect: 'Allow' })]),
      },
    });
    template.hasResource('AWS::IoT::Policy', {
      Properties: { PolicyName: 'fleetprov_prod_policy' },
      Metadata: { ReachesOtherDevices0: 'All in one hall may stop the belt.' },
    });
    expect(() =>
      add(stack, 'Valves', {
        resourceTag: 'valves',
        deviceStatements: [{ actions: ['iot:Publish'], resources: ['topic/hall/*'] }],
      }),
    ).toThrow('could reach other devices');
  });

  it('count by their tag', () => {
    const stack = stacks.unchecked();
    const fleet = add(stack, 'Pumps', { resourceTag: 'pumps' });
    const shown = [
      fleet.metricRefusals('model-1'),
      fleet.metricProvisioned({ statistic: 'Average' }),
      fleet.metricDue(),
    ].map(({ metricName, dimensions, statistic, period }) => [
      metricName,
      dimensions,
      statistic,
      period.toMinutes(),
    ]);
    expect(shown).toEqual([
      ['refusals', { fleet: 'pumps', model: 'model-1' }, 'Sum', 5],
      ['joined', { fleet: 'pumps' }, 'Average', 5],
      ['ageDue', { fleet: 'pumps' }, 'Maximum', 1_440],
    ]);
  });

  it('let somebody say who may provision, or read, and no more', () => {
    const stack = stacks.unchecked();
    const fleet = add(stack, 'Pumps');
    const operator = new Role(stack, 'Operator', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    fleet.grantProvisioningDecisions(operator);
    fleet.grantReadBundles(operator);
    fleet.grantReadDevices(
      new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    const actions = (role: string) =>
      JSON.stringify(
        Template.fromStack(stack).findResources('AWS::IAM::Policy', {
          Properties: { Roles: [{ Ref: Match.stringLikeRegexp(`^${role}`) }] },
        }),
      );
    expect(actions('Operator')).toContain('"dynamodb:PutItem"');
    expect(actions('Operator')).toContain('models/*');
    expect(actions('Operator')).not.toContain('DeleteItem');
    expect(actions('Reader')).not.toMatch(/PutItem|DeleteItem|s3:/);
  });
});
