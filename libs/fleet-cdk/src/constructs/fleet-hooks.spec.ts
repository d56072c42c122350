import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { FleetStacks } from '../testing/fleet-stacks';

const lambda = z.object({
  Properties: z.object({
    Handler: z.string(),
    MemorySize: z.number().optional(),
    Timeout: z.number().optional(),
  }),
});

describe('the hooks', () => {
  const stacks = new FleetStacks();

  afterAll(() => stacks.remove());

  it('have a third of a processor for a cold start, and the five seconds that AWS IoT waits', () => {
    const functions = Template.fromStack(stacks.of()).findResources('AWS::Lambda::Function');
    const hooks = Object.values(functions)
      .map((each) => lambda.parse(each).Properties)
      .filter(({ Handler: handler }) => /Hook$/.test(handler));
    expect(hooks.map(({ Handler: handler }) => handler).sort()).toEqual([
      'index.provisionHook',
      'index.rotationHook',
    ]);
    for (const hook of hooks) {
      expect(hook).toMatchObject({ MemorySize: 512, Timeout: 5 });
    }
  });
});
