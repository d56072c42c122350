import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { FleetConfig } from '@fleet/fleet-contract';
import { synthesise } from '../testing/checked-synthesis';
import { FleetStacks, partOf } from '../testing/fleet-stacks';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

interface PolicyProperties {
  PolicyDocument: { Statement: Statement[] };
}

interface FunctionProperties {
  Environment: { Variables: Record<string, string> };
  Role: { 'Fn::GetAtt': [string, string] };
  Timeout: number;
}

interface ScheduleProperties {
  Target: Record<string, unknown>;
}

describe('the certificate monitor', () => {
  let stacks: FleetStacks;
  let alone: Template;
  let shared: Template;

  beforeAll(() => {
    stacks = new FleetStacks();
    alone = templateOf();
    shared = templateOf({ sweepWorkers: 20 });
  });

  afterAll(() => stacks.remove());

  const templateOf = (change: Partial<FleetConfig> = {}) => Template.fromStack(stacks.of(change));

  function functionOf(template: Template, handler: string): FunctionProperties {
    const [found] = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { Handler: handler } }),
    );
    const properties: FunctionProperties = found?.['Properties'];
    return properties;
  }

  /** What the function's role may do, as `action on resource`. */
  function permissions(template: Template, handler: string): string[] {
    const [role] = functionOf(template, handler).Role['Fn::GetAtt'];
    return statements(template, role)
      .flatMap(({ Action, Resource }) => [Action].flat().map((action) => `${action} on ${shown(Resource)}`))
      .filter((permission) => !permission.startsWith('logs:'))
      .sort();
  }

  function statements(template: Template, role: string): Statement[] {
    const attached = { Properties: { Roles: [{ Ref: role }] } };
    return Object.values(template.findResources('AWS::IAM::Policy', attached)).flatMap(({ Properties }) => {
      const { PolicyDocument }: PolicyProperties = Properties;
      return PolicyDocument.Statement;
    });
  }

  /** A resource in one line: an ARN from its service on, other resources of the stack by their logical ids. */
  function shown(resource: unknown): string {
    if (typeof resource === 'string') {
      return resource;
    }
    const text = JSON.stringify(resource)
      .replaceAll(/\{"Fn::GetAtt":\["([A-Za-z]+?)[0-9A-F]{8}","Arn"\]\}/g, '"<$1>"')
      .replaceAll(/\{"Ref":"AWS::(?:Partition|Region|AccountId)"\}/g, '""');
    const joined = /^\{"Fn::Join":\["",\[(.*)\]\]\}$/.exec(text)?.[1] ?? text;
    return joined.replaceAll(/","|^"|"$/g, '').replace(/^arn::/, '');
  }

  const attending = [
    'sqs:SendMessage on <ArrivalsQueue>',
    'dynamodb:GetItem on <DevicesTable>',
    'iot:DeleteConnection on iot:::client/*',
    'dynamodb:PutItem on <DevicesTable>',
    'iot:DescribeCertificate on iot:::cert/*',
    'iot:DescribeThing on iot:::thing/*',
    'iot:Publish on iot:::topic/cmd/*/alerts',
    'iot:UpdateCertificate on iot:::cert/*',
    'iot:GetThingConnectivityData on iot:::thing/*',
    'iot:UpdateThing on iot:::thing/*',
  ];
  const sweep = [
    ...attending,
    'dynamodb:DeleteItem on <RotationSweepsTable>',
    'dynamodb:GetItem on <RotationSweepsTable>',
    'dynamodb:PutItem on <RotationSweepsTable>',
    'dynamodb:Query on <DevicesTable>/index/agenda',
    'iam:PassRole on <RotationSchedulesRole>',
    'iot:DeleteCertificate on iot:::cert/*',
    'iot:DetachPolicy on iot:::cert/*',
    'iot:DetachThingPrincipal on iot:::cert/*',
    'iot:GetStatistics on iot:::index/AWS_Things',
    'iot:ListTargetsForPolicy on iot:::policy/fleetprov_birth_policy',
    'iot:ListThingsInThingGroup on iot:::thinggroup/fleetprov_fleet',
    'iot:SearchIndex on iot:::index/AWS_Things',
    'scheduler:CreateSchedule on scheduler:::schedule/fleetprov_rotation/*',
    'sqs:SendMessage on <ProofFailures>',
  ];

  it('may do what a sweep does, and nothing else', () => {
    expect(permissions(alone, 'index.monitor')).toEqual(sweep.toSorted());
  });

  it('would not pass cdk-nag with one permission more than has a reason', () => {
    const stack = stacks.of();
    const role = partOf(stack, 'Default', 'Rotation', 'Monitor', 'Role');
    if (!(role instanceof Role)) {
      throw new Error('the monitor has no role of its own');
    }
    role.addToPolicy(new PolicyStatement({ actions: ['iot:DeleteThing'], resources: ['*'] }));
    expect(() => synthesise(stack)).toThrow('AwsSolutions-IAM5[Resource::*]');
  });

  it('hands the role of its schedules to EventBridge Scheduler only', () => {
    const [role] = functionOf(alone, 'index.monitor').Role['Fn::GetAtt'];
    const [pass] = statements(alone, role).filter(({ Action }) => Action === 'iam:PassRole');
    expect(pass?.Condition).toEqual({
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
  });

  it('is called every day at three, UTC, with the time for which that was planned', () => {
    alone.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'fleetprov_rotation_daily',
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(dailyTarget(alone)).toEqual({
      Arn: { 'Fn::GetAtt': [expect.stringMatching(/^RotationMonitorFunction/), 'Arn'] },
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^RotationSchedulesRole/), 'Arn'] },
      Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^ProofFailures/), 'Arn'] } },
    });
  });

  function dailyTarget(template: Template): unknown {
    const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    const properties: ScheduleProperties = schedule?.['Properties'];
    return properties.Target;
  }

  it('has its schedules in a group of their own, which takes them along when it is deleted', () => {
    alone.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'fleetprov_rotation' });
    alone.hasResourceProperties('AWS::Scheduler::Schedule', {
      GroupName: { Ref: Match.stringLikeRegexp('^RotationSchedulesGroup') },
    });
  });

  it('is called with a role that only schedules of that group can take, to call the monitor or report a failure', () => {
    const [role] = Object.keys(alone.findResources('AWS::IAM::Role')).filter((id) =>
      id.startsWith('RotationSchedulesRole'),
    );
    alone.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': {
                  'Fn::Join': ['', Match.arrayWith([':schedule-group/fleetprov_rotation'])],
                },
              },
            },
          },
        ],
      },
    });
    expect(
      statements(alone, role ?? '').map(({ Action, Resource }) => `${[Action].join()} on ${shown(Resource)}`),
    ).toEqual(['lambda:InvokeFunction on <RotationMonitorFunction>', 'sqs:SendMessage on <ProofFailures>']);
  });

  it('finds its configuration and the role of its schedules in its environment', () => {
    const { Environment, Timeout } = functionOf(alone, 'index.monitor');
    expect(Object.keys(Environment.Variables)).toEqual([
      'FLEET_CONFIG',
      'SCHEDULE_ROLE_ARN',
      'FAILURES_QUEUE_ARN',
      'ARRIVALS_QUEUE_URL',
    ]);
    expect(JSON.parse(Environment.Variables['FLEET_CONFIG'] ?? '')).toMatchObject({ warningsPerSecond: 50 });
    expect(Timeout).toBe(900);
  });

  it('leaves what it fails at in the failures’ queue', () => {
    alone.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^RotationMonitorFunction') },
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProofFailures'), 'Arn'] } },
      },
    });
  });

  it('keeps its place in a table whose items end by themselves', () => {
    alone.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: {
        TableName: 'fleetprov_sweeps',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
      },
    });
  });

  it('finds what waits for it in a sparse index of the devices table', () => {
    alone.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'fleetprov_devices',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'agenda',
          KeySchema: [
            { AttributeName: 'agenda', KeyType: 'HASH' },
            { AttributeName: 'agendaAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  it('finds the fleet index on when it is called for the first time', () => {
    const [index] = Object.keys(alone.findResources('Custom::FleetIndexing'));
    const [schedule] = Object.values(alone.findResources('AWS::Scheduler::Schedule'));
    expect(schedule?.['DependsOn']).toContain(index);
    expect(permissions(alone, 'index.fleetIndexing')).toEqual([
      'iot:DescribeIndex on iot:::index/AWS_Things',
      'iot:GetIndexingConfiguration on *',
      'iot:UpdateIndexingConfiguration on *',
    ]);
  });

  it('does everything alone where no workers are configured', () => {
    expect(functionOf(alone, 'index.worker')).toBeUndefined();
    // That of devices which have come.
    alone.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    alone.resourcePropertiesCountIs('AWS::SQS::Queue', { QueueName: 'fleetprov_sweep' }, 0);
  });

  describe('with workers', () => {
    it('gives them slices of a sweep through a queue, as many at once as configured', () => {
      shared.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RotationWorkersQueue'), 'Arn'] },
        FunctionName: { Ref: Match.stringLikeRegexp('^RotationWorkersFunction') },
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 20 },
      });
    });

    it('sends into that queue, and may do nothing else beside what a sweep does', () => {
      expect(functionOf(shared, 'index.monitor').Environment.Variables['SWEEP_QUEUE_URL']).toEqual({
        Ref: expect.stringMatching(/^RotationWorkersQueue/),
      });
      expect(permissions(shared, 'index.monitor')).toEqual(
        [...sweep, 'sqs:SendMessage on <RotationWorkersQueue>'].sort(),
      );
    });

    it('lets a worker attend to devices and take its slice, and start nothing', () => {
      expect(permissions(shared, 'index.worker')).toEqual(
        [
          ...attending,
          'sqs:DeleteMessage on <RotationWorkersQueue>',
          'sqs:GetQueueAttributes on <RotationWorkersQueue>',
          'sqs:ReceiveMessage on <RotationWorkersQueue>',
        ].sort(),
      );
      expect(Object.keys(functionOf(shared, 'index.worker').Environment.Variables)).toEqual([
        'FLEET_CONFIG',
        'ARRIVALS_QUEUE_URL',
      ]);
    });

    it('has a queue that is encrypted, reached over TLS only, and gives up after five times', () => {
      const { Timeout } = functionOf(shared, 'index.worker');
      shared.hasResourceProperties('AWS::SQS::Queue', {
        QueueName: 'fleetprov_sweep',
        SqsManagedSseEnabled: true,
        VisibilityTimeout: 6 * Timeout,
        RedrivePolicy: {
          maxReceiveCount: 5,
          deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProofFailures'), 'Arn'] },
        },
      });
      shared.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: Match.stringLikeRegexp('^RotationWorkersQueue') }],
        PolicyDocument: {
          Statement: [
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          ],
        },
      });
    });
  });
});
