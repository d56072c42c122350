import { Match, Template } from 'aws-cdk-lib/assertions';
import { FleetStacks } from '../testing/fleet-stacks';

describe('what warns devices that have come', () => {
  let stacks: FleetStacks;
  let template: Template;

  beforeAll(() => {
    stacks = new FleetStacks();
    template = Template.fromStack(stacks.of());
  });

  afterAll(() => stacks.remove());

  const queue = (attribute?: 'Arn') => {
    const id = Match.stringLikeRegexp('^ArrivalsQueue');
    return attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
  };
  const statement = (role: string, actions: string | string[], resource: unknown) =>
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp(`^${role}`) }],
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: actions, Resource: resource })]),
      },
    });

  it('gets them from the proof handler, a minute later', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'fleetprov_arrivals',
      DelaySeconds: 60,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 180,
      RedrivePolicy: {
        maxReceiveCount: 5,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProofFailures'), 'Arn'] },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.proofHandler',
      Environment: { Variables: { ARRIVALS_QUEUE_URL: queue() } },
    });
    statement('HooksProofRole', 'sqs:SendMessage', queue('Arn'));
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: queue('Arn'),
      FunctionName: { Ref: Match.stringLikeRegexp('^ArrivalsFunction') },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it('gets from the monitor, and from itself, whom a sweep has cut off', () => {
    for (const [role, handler] of [
      ['RotationMonitorRole', 'index.monitor'],
      ['ArrivalsFunctionRole', 'index.arrivals'],
    ] as const) {
      statement(role, 'sqs:SendMessage', Match.anyValue());
      template.hasResourceProperties('AWS::Lambda::Function', {
        Handler: handler,
        Environment: { Variables: { ARRIVALS_QUEUE_URL: queue() } },
      });
    }
  });

  it('may look at record and connection, warn, and note that; look at certificates, and end connections', () => {
    const iot = (resource: string) => ({ 'Fn::Join': ['', Match.arrayWith([`:${resource}`])] });
    const table = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DevicesTable'), 'Arn'] };
    statement('ArrivalsFunctionRole', ['dynamodb:GetItem', 'dynamodb:PutItem'], table);
    statement('ArrivalsFunctionRole', 'iot:Publish', iot('topic/cmd/*/alerts'));
    statement('ArrivalsFunctionRole', 'iot:GetThingConnectivityData', iot('thing/*'));
    statement('ArrivalsFunctionRole', 'iot:DescribeCertificate', iot('cert/*'));
    statement('ArrivalsFunctionRole', 'iot:DeleteConnection', iot('client/*'));
    statement('ArrivalsFunctionRole', 'sqs:SendMessage', queue('Arn'));
    const taking = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    statement('ArrivalsFunctionRole', taking, queue('Arn'));
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^ArrivalsFunctionRole') }],
      // And write its log.
      PolicyDocument: { Statement: Array.from({ length: 8 }, () => Match.anyValue()) },
    });
  });
});
