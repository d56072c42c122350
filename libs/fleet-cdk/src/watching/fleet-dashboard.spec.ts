import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { FleetStacks } from '../testing/fleet-stacks';

/*
 * The structure of a dashboard as far as this one uses it (CloudWatch API reference, "Dashboard Body Structure and
 * Syntax"): what CloudWatch does not know it refuses, or leaves out.
 */
const place = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1_000),
};
const options = z.strictObject({
  stat: z.string().optional(),
  period: z.int().multipleOf(60).optional(),
  label: z.string().optional(),
  id: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9_]*$/)
    .optional(),
  visible: z.boolean().optional(),
  expression: z.string().optional(),
  region: z.string().optional(),
});
/** Namespace, name and pairs of dimensions, and options at the end. */
const metric = z
  .array(z.union([z.string(), options]))
  .refine((parts) => parts.slice(0, -1).every((part) => typeof part === 'string'))
  .refine((parts) => {
    const names = parts.filter((part) => typeof part === 'string');
    return names.length === 0 || (names.length >= 2 && names.length % 2 === 0);
  });
const metricWidget = z.strictObject({
  type: z.literal('metric'),
  ...place,
  properties: z.strictObject({
    view: z.enum(['timeSeries', 'singleValue', 'bar']),
    title: z.string(),
    region: z.string(),
    metrics: z.array(metric).min(1).max(500),
    stacked: z.boolean().optional(),
    sparkline: z.boolean().optional(),
    setPeriodToTimeRange: z.boolean().optional(),
    start: z.string().startsWith('-P').optional(),
    end: z.string().optional(),
    yAxis: z.looseObject({}).optional(),
    liveData: z.boolean().optional(),
  }),
});
const alarmWidget = z.strictObject({
  type: z.literal('alarm'),
  ...place,
  properties: z.strictObject({
    title: z.string(),
    alarms: z.array(z.string().startsWith('arn:')).min(1).max(100),
  }),
});
const dashboard = z.strictObject({
  start: z.literal('-P14D'),
  widgets: z.array(z.discriminatedUnion('type', [metricWidget, alarmWidget])).max(500),
});

const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const resource = z.object({ Properties: z.object({ DashboardBody: joined }) });

/** The body as CloudFormation makes it: a reference becomes a text. */
function bodyIn(template: Template): z.infer<typeof dashboard> {
  const [found] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts = resource.parse(found).Properties.DashboardBody['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'arn:reference')).join('');
  return dashboard.parse(JSON.parse(text));
}

describe('the dashboard of a fleet', () => {
  let stacks: FleetStacks;
  let body: z.infer<typeof dashboard>;

  beforeAll(() => {
    stacks = new FleetStacks();
    body = bodyIn(Template.fromStack(stacks.of()));
  });
  afterAll(() => stacks.remove());

  const titles = () => body.widgets.map(({ properties }) => properties.title);
  const metricsOf = (title: string) => {
    const found = body.widgets.find((widget) => widget.properties.title === title);
    return JSON.stringify(found?.type === 'metric' ? found.properties.metrics : []);
  };

  it('shows what rings, how large the fleet is, who joins, how the hooks do, and how certificates grow old', () => {
    expect(titles()).toEqual([
      'Alarms',
      'Fleet',
      'Rotations that succeeded, 30 days',
      'Oldest successor without a proof',
      'First claim to end',
      'Joined in an hour',
      'Refused in an hour, by reason',
      'The provision hook, ms',
      'The rotation hook, ms',
      'Failed for good, still in the queue',
      'Certificates by age',
      'Due, warned, past grace, cut off, in a day',
    ]);
  });

  it('shows this fleet alone', () => {
    expect(metricsOf('Fleet')).toContain('"FleetProvisioning","fleetSize","fleet","fleetprov"');
    expect(metricsOf('Refused in an hour, by reason')).toContain(
      '{FleetProvisioning,fleet,source,decision,reason} fleet=\\"fleetprov\\"',
    );
    expect(metricsOf('The provision hook, ms')).toContain('"FunctionName","fleetprov_provision_hook"');
  });

  it('has no two widgets in one place', () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of body.widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          expect(taken).not.toContain(`${column} ${row}`);
          taken.add(`${column} ${row}`);
        }
      }
    }
  });

  it('has the name of its fleet, and is left out where nobody wants one', () => {
    Template.fromStack(stacks.of()).hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'fleetprov_dashboard',
    });
    Template.fromStack(stacks.of({ dashboard: false })).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  it('shows no alarms where there are none', () => {
    expect(bodyIn(Template.fromStack(stacks.of({ alarms: false }))).widgets[0]?.properties.title).toBe(
      'Fleet',
    );
  });
});
