import { actionsOf, parseRolePolicy, policyWithout } from './role-policy';

const policyOf = (...statements: readonly object[]) =>
  parseRolePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const allow = (action: string | string[], resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});

describe('what a policy of a role allows', () => {
  it('is each action of each statement, on each resource', () => {
    const policy = policyOf(allow(['iot:A', 'iot:B'], ['x', 'y']), allow('s3:C', '*'));
    expect(actionsOf(policy)).toEqual([
      { statement: 0, action: 'iot:A', resource: 'x' },
      { statement: 0, action: 'iot:A', resource: 'y' },
      { statement: 0, action: 'iot:B', resource: 'x' },
      { statement: 0, action: 'iot:B', resource: 'y' },
      { statement: 1, action: 's3:C', resource: '*' },
    ]);
  });

  it('cannot be taken apart where an action has a wildcard', () => {
    expect(() => actionsOf(policyOf(allow('iot:Describe*', '*')))).toThrow('Name each action');
  });

  it.each([
    ['a denial', { Effect: 'Deny', Action: 'iot:A', Resource: '*' }],
    ['all actions but some', { Effect: 'Allow', NotAction: 'iot:A', Resource: '*' }],
    ['all resources but some', { Effect: 'Allow', Action: 'iot:A', NotResource: 'x' }],
  ])('cannot be taken apart where it has %s', (_what, statement) => {
    expect(() => policyOf(statement)).toThrow();
  });
});

describe('a policy without one permission', () => {
  const condition = { Condition: { StringEquals: { 'iam:PassedToService': 'x' } } };

  it('keeps all others, and their conditions', () => {
    const policy = policyOf(allow(['iot:A', 'iot:B'], ['x', 'y'], condition), allow('iot:A', 'x'));
    const without = policyWithout(policy, [{ statement: 0, action: 'iot:A', resource: 'x' }]);
    expect(without?.Statement).toEqual([
      allow(['iot:A'], ['y'], condition),
      allow(['iot:B'], ['x', 'y'], condition),
      allow(['iot:A'], ['x']),
    ]);
  });

  it('is nothing where it allowed no more than that', () => {
    const policy = policyOf(allow('iot:A', 'x'));
    expect(policyWithout(policy, [{ statement: 0, action: 'iot:A', resource: 'x' }])).toBeUndefined();
  });
});
