import { Match, Template } from 'aws-cdk-lib/assertions';
import type { FleetConfig } from '@fleet/fleet-contract';
import * as z from 'zod';
import { FleetStacks } from '../testing/fleet-stacks';

const resources = z.record(
  z.string(),
  z.object({
    Type: z.string(),
    Properties: z.looseObject({ Documents: z.string().optional() }).prefault({}),
    DependsOn: z.array(z.string()).default([]),
  }),
);

describe('the custom resource that makes room for versions', () => {
  let stacks: FleetStacks;
  beforeAll(() => {
    stacks = new FleetStacks();
  });
  afterAll(() => stacks.remove());

  const templateOf = (change: Partial<FleetConfig> = {}) => Template.fromStack(stacks.of(change));
  const resourcesIn = (template: Template) => Object.entries(resources.parse(template.toJSON()['Resources']));
  const documentsIn = (change: Partial<FleetConfig>) =>
    resourcesIn(templateOf(change)).find(([, { Type: type }]) => type === 'Custom::FleetOldVersions')?.[1]
      .Properties.Documents;

  it('comes before everything that has versions', () => {
    const found = resourcesIn(templateOf());
    const own = found.find(([, { Type: type }]) => type === 'Custom::FleetOldVersions')?.[0];
    const versioned = found.filter(([, { Type: type }]) =>
      ['AWS::IoT::Policy', 'AWS::IoT::ProvisioningTemplate'].includes(type),
    );
    expect(versioned).toHaveLength(4);
    for (const [, { DependsOn: before }] of versioned) {
      expect(before).toContain(own);
    }
  });

  it('is asked again when one of their documents changes, and only then', () => {
    const before = documentsIn({});
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(documentsIn({ rotationDays: 90, models: ['model-1', 'model-2'] })).toBe(before);
    expect(documentsIn({ policyMode: 'strict' })).not.toBe(before);
  });

  it('does not hold a stack for an hour where its function crashes', () => {
    templateOf().hasResource('Custom::FleetOldVersions', {
      Properties: Match.objectLike({ ServiceTimeout: '600' }),
    });
  });
});
