import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { FleetStacks } from './testing/fleet-stacks';
import released from './testing/released-resources.json';

const resources = z.record(
  z.string(),
  z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
);

/** Resources that a release had and no fleet misses, by logical id, with the reason. */
const withdrawn: Readonly<Record<string, string>> = {
  ProvisioningRegistrationRoleDefaultPolicyE6AB19A9:
    'the role has AWS’s managed policy instead, and gets it before this one is deleted',
};

describe('the stack of a fleet that was deployed by an older release', () => {
  let stacks: FleetStacks;
  let today: z.infer<typeof resources>;
  beforeAll(() => {
    stacks = new FleetStacks();
    today = resources.parse(Template.fromStack(stacks.of()).toJSON()['Resources']);
  });
  afterAll(() => stacks.remove());

  it('keeps every resource, under its logical id and with its names', () => {
    const kept = Object.entries(released).filter(([id]) => !(id in withdrawn));
    expect(kept.length).toBeGreaterThan(40);
    const now = kept.map(([id, { Type: _type, ...names }]) => {
      const { Type, Properties = {} } = today[id] ?? {};
      return [
        id,
        { Type, ...Object.fromEntries(Object.keys(names).map((name) => [name, Properties[name]])) },
      ];
    });
    expect(Object.fromEntries(now)).toEqual(Object.fromEntries(kept));
  });

  it('gives up what is named here, and nothing that is there', () => {
    expect(Object.keys(withdrawn).filter((id) => id in today || !(id in released))).toEqual([]);
  });
});
