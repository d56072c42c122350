import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { alarmKinds, alarmThresholdDefaults } from '@fleet/fleet-contract';
import * as z from 'zod';
import { FleetProvisioning } from '../fleet-provisioning';
import { checkedApp, synthesise } from '../testing/checked-synthesis';
import { EmptyBundles } from '../testing/empty-bundles';
import { FleetStacks } from '../testing/fleet-stacks';

const workspaceRoot = join(__dirname, '../../../..');

const alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().max(1_024),
  AlarmActions: z.array(z.object({ Ref: z.string() })).length(1),
  OKActions: z.undefined().optional(),
  InsufficientDataActions: z.array(z.object({ Ref: z.string() })).optional(),
  TreatMissingData: z.enum(['notBreaching', 'ignore', 'missing']),
  Threshold: z.number(),
  Period: z.number().optional(),
  Metrics: z.array(z.unknown()).optional(),
});
type Alarm = z.infer<typeof alarm>;

function alarmsIn(template: Template): ReadonlyMap<string, Alarm> {
  const resources = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const alarms = resources.map(({ Properties }) => alarm.parse(Properties));
  return new Map(alarms.map((each) => [each.AlarmName, each]));
}

describe('the alarms of a fleet', () => {
  let stacks: FleetStacks;
  let template: Template;
  let alarms: ReadonlyMap<string, Alarm>;

  beforeAll(() => {
    stacks = new FleetStacks();
    template = Template.fromStack(stacks.of({ models: ['pump', 'valve'], alarmEmail: 'fleet@example.com' }));
    alarms = alarmsIn(template);
  });
  afterAll(() => stacks.remove());

  it('are one for each model’s claims, each hook, and each thing that a sweep or a queue can tell', () => {
    expect([...alarms.keys()].sort()).toEqual([
      'fleetprov_claim-ends',
      'fleetprov_device-cut-off',
      'fleetprov_failures',
      'fleetprov_hook-errors_provision',
      'fleetprov_hook-errors_rotation',
      'fleetprov_hook-slow_provision',
      'fleetprov_hook-slow_rotation',
      'fleetprov_hook-throttles_provision',
      'fleetprov_hook-throttles_rotation',
      'fleetprov_index-empty',
      'fleetprov_many-cut-off',
      'fleetprov_monitor-gave-up',
      'fleetprov_monitor-silent',
      'fleetprov_provisioning-quota',
      'fleetprov_refusals',
      'fleetprov_refusals_pump',
      'fleetprov_refusals_valve',
      'fleetprov_unreachable-grows',
    ]);
  });

  it('each lead to a section that is there and says what it means, what to look at, and what to do', () => {
    const linked = new Set<string>();
    for (const { AlarmDescription: description } of alarms.values()) {
      const [, path = '', anchor = ''] = /What to do: (\S+)#(\S+)$/.exec(description) ?? [];
      expect(existsSync(join(workspaceRoot, path))).toBe(true);
      const page = readFileSync(join(workspaceRoot, path), 'utf8');
      const section = page.split(/^## /m).find((each) => each.startsWith(`${anchor}\n`)) ?? anchor;
      for (const part of ['**It means**', '**Look at**', '**Do**', '```sh']) {
        expect([anchor, section]).toEqual([anchor, expect.stringContaining(part)]);
      }
      linked.add(anchor);
    }
    expect([...linked].sort()).toEqual([...alarmKinds].sort());
  });

  it('lead elsewhere where the runbooks are elsewhere', () => {
    const runbooks = 'https://wiki.example.com/fleet';
    for (const { AlarmDescription: description } of alarmsIn(
      Template.fromStack(stacks.of({ runbooks })),
    ).values()) {
      expect(description).toContain(`What to do: ${runbooks}#`);
    }
  });

  it('do not ring for want of data, but for the monitor that nobody hears of any more', () => {
    const ringing = [...alarms.values()].filter(
      ({ InsufficientDataActions: actions }) => actions !== undefined,
    );
    expect(ringing.map(({ AlarmName: name }) => name)).toEqual(['fleetprov_monitor-silent']);
    const missing = [...alarms.values()].filter(({ TreatMissingData: treated }) => treated === 'missing');
    expect(missing).toEqual(ringing);
  });

  it('take their thresholds from the configuration', () => {
    const alarmThresholds = {
      ...alarmThresholdDefaults,
      refusalsPerHour: 7,
      hookMillis: 900,
      claimDays: 365,
    };
    const set = alarmsIn(Template.fromStack(stacks.of({ alarmThresholds })));
    expect(set.get('fleetprov_refusals_model-1')?.Threshold).toBe(7);
    expect(set.get('fleetprov_hook-slow_provision')?.Threshold).toBe(900);
    expect(set.get('fleetprov_claim-ends')?.Threshold).toBe(365);
  });

  it('ring on one topic, which is encrypted with a key that CloudWatch may use, and reached over TLS only', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: {
              ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':alarm:fleetprov_*'])] } },
            },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'fleet@example.com',
    });
  });

  it('give no function a permission, and need none', () => {
    const roles = (config: Parameters<FleetStacks['of']>[0]) =>
      Template.fromStack(stacks.of(config)).findResources('AWS::IAM::Policy');
    expect(roles({})).toEqual(roles({ alarms: false, dashboard: false }));
  });

  it('are turned off by one switch, with all that belongs to them', () => {
    const off = Template.fromStack(stacks.of({ alarms: false, alarmEmail: 'fleet@example.com' }));
    for (const type of [
      'AWS::CloudWatch::Alarm',
      'AWS::SNS::Topic',
      'AWS::SNS::Subscription',
      'AWS::KMS::Key',
    ]) {
      off.resourceCountIs(type, 0);
    }
    off.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('are kept with everything else while the claims refuse to be deleted', () => {
    const [claims] = Object.values(template.findResources('Custom::FleetClaims'));
    const dependencies: unknown = claims?.['DependsOn'];
    for (const type of ['AWS::CloudWatch::Alarm', 'AWS::SNS::Topic', 'AWS::CloudWatch::Dashboard']) {
      for (const id of Object.keys(template.findResources(type))) {
        expect(dependencies).toContain(id);
      }
    }
  });
});

describe('the alarms of a fleet with a topic of its operator', () => {
  const bundles = new EmptyBundles();
  afterAll(() => bundles.remove());

  it('ring on that, and the stack makes none', () => {
    const stack = new Stack(checkedApp(bundles.outdir()), 'Fleet');
    const topicArn = 'arn:aws:sns:eu-west-1:123456789012:pager';
    const fleet = new FleetProvisioning(stack, 'Default', {
      models: ['pump'],
      alarmEmail: 'fleet@example.com',
      bundles: bundles.paths,
      alarmTopic: Topic.fromTopicArn(stack, 'Pager', topicArn),
    });
    const template = Template.fromStack(stack);
    expect(fleet.alarmTopic?.topicArn).toBe(topicArn);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topicArn] });
    template.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: topicArn });
    expect(() => synthesise(stack)).not.toThrow();
  });
});
