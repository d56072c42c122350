import { isDeepStrictEqual } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { Specification } from '@fleet/cloudformation-specification';
import type { FleetConfig } from '@fleet/fleet-contract';
import * as z from 'zod';
import { FleetStacks } from './testing/fleet-stacks';

/** An operator may move from each to any other: the resource tag is the same in all. */
const configurations: Readonly<Record<string, Partial<FleetConfig>>> = {
  'as documented': {},
  strict: { policyMode: 'strict', reservedConcurrency: 5, provisioning: 'allowlist' },
  'a large fleet': { sweepWorkers: 10, warningsPerSecond: 500, rotationDays: 90, graceDays: 30 },
  'devices that confirm': { presenceRule: false, enforce: 'report', offlineDays: 90, retainDays: 0 },
  'a factory that vouches': {
    provisioning: 'voucher',
    voucherKeys: {
      'factory-1': {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      },
    },
  },
  'several models': {
    models: ['model-1', 'model-2'],
    claimGeneration: 2,
    serialPattern: '[0-9]+',
    reservedWords: ['spare'],
    rootCa: 'ca.pem',
  },
};
const names = Object.keys(configurations);
const otherFleet = 'another fleet';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
type Resource = z.infer<typeof resource>;
const template = z.object({ Resources: z.record(z.string(), resource) });

/** The types that a template calls as it likes: a function makes them. */
const customResource = 'AWS::CloudFormation::CustomResource';

describe('the fleet’s stack, by the specification that AWS publishes,', () => {
  let specification: Specification;
  let stacks: FleetStacks;
  const resources = new Map<string, Readonly<Record<string, Resource>>>();

  beforeAll(async () => {
    specification = await Specification.load();
    stacks = new FleetStacks();
    const all = { ...configurations, [otherFleet]: { resourceTag: 'other' } };
    for (const [name, configuration] of Object.entries<Partial<FleetConfig>>(all)) {
      const stack = stacks.of(configuration, configuration.rootCa && 'a root');
      resources.set(name, template.parse(Template.fromStack(stack).toJSON()).Resources);
    }
  });

  afterAll(() => stacks.remove());

  const resourcesOf = (name: string): [string, Resource][] => Object.entries(resources.get(name) ?? {});
  const isCustom = ({ Type: type }: Resource): boolean => type.startsWith('Custom::');
  const specifiedType = (each: Resource): string => (isCustom(each) ? customResource : each.Type);

  it.each(names)('has properties that are known, and all that are required: %s', (name) => {
    const faults = resourcesOf(name)
      .filter(([, each]) => !isCustom(each))
      .flatMap(([id, { Type: type, Properties: properties }]) =>
        specification.faultsOf(type, properties).map(({ path, is }) => `${id} (${type}): ${path} is ${is}`),
      );
    expect(resourcesOf(name).length).toBeGreaterThan(40);
    expect(faults).toEqual([]);
  });

  /** Resources that are there before and after, and cannot go on as they are. */
  const replaced = (from: string, to: string): string[] => {
    const after = resources.get(to);
    return resourcesOf(from).flatMap(([id, before]) => {
      const next = after?.[id];
      if (next === undefined) {
        return [];
      }
      return specification
        .createOnlyOf(specifiedType(before))
        .filter((name) => !isDeepStrictEqual(before.Properties[name], next.Properties[name]))
        .map((name) => `${id} (${before.Type}): ${name}`);
    });
  };
  const moves = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));

  it.each(moves)('needs no resource anew on the way from "%s" to "%s"', (from, to) => {
    expect(replaced(from, to)).toEqual([]);
  });

  it('would tell of the names that change with the resource tag, which is why it may not', () => {
    expect(replaced('as documented', otherFleet)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/\(AWS::IoT::ProvisioningTemplate\): TemplateName$/),
        expect.stringMatching(/\(AWS::DynamoDB::Table\): TableName$/),
      ]),
    );
  });

  it.each(moves)('gives no name to another resource on the way from "%s" to "%s"', (from, to) => {
    const owners = new Map(resourcesOf(from).flatMap(([id, each]) => namesOf(id, each)));
    const taken = resourcesOf(to)
      .flatMap(([id, each]) => namesOf(id, each))
      .filter(([name, id]) => owners.has(name) && owners.get(name) !== id);
    expect(taken).toEqual([]);
  });

  /** The fixed names of a resource: no two of its type can have them, not even while a stack changes. */
  const namesOf = (id: string, each: Resource): [name: string, id: string][] =>
    specification
      .createOnlyOf(specifiedType(each))
      .filter((name) => /Name$/.test(name) && typeof each.Properties[name] === 'string')
      .map((name) => [`${each.Type} ${String(each.Properties[name])}`, id]);
});
