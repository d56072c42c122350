import fc from 'fast-check';
import { connectionContext } from './context';
import type { Connection } from './context';
import { parsePolicyDocument } from './document';
import { compilePolicies, evaluate } from './evaluate';
import type { Decision } from './evaluate';

const arnPrefix = 'arn:aws:iot:us-east-1:123456789012:';

function document(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function allow(action: string | string[], ...resources: string[]): object {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: resources.map((resource) => `${arnPrefix}${resource}`),
  };
}

function deny(action: string | string[], ...resources: string[]): object {
  return { ...allow(action, ...resources), Effect: 'Deny' };
}

function decide(
  documents: string[],
  action: string,
  resource: string,
  connection: Connection = { clientId: 'pump', attachedThings: [{ name: 'pump' }] },
): Decision {
  const context = connectionContext(connection);
  return evaluate(compilePolicies(documents), { action, resource: `${arnPrefix}${resource}`, context });
}

describe('a decision', () => {
  it('is no without a policy', () => {
    expect(decide([], 'iot:Connect', 'client/pump')).toEqual({ allowed: false, reason: 'no-allow' });
  });

  it('is yes when one statement of one policy allows it, and says which', () => {
    const other = document(allow('iot:Connect', 'client/x'));
    const sensors = document(allow('iot:Receive', 'topic/a'), {
      ...allow('iot:Publish', 'topic/a'),
      Sid: 'Talk',
    });
    expect(decide([other, sensors], 'iot:Publish', 'topic/a')).toEqual({
      allowed: true,
      reason: 'allowed',
      statement: { document: 1, statement: 1, sid: 'Talk' },
    });
  });

  it('is no when any statement of any policy denies it', () => {
    const policies = [document(allow('*', '*')), document(deny('iot:Publish', 'topic/secret/*'))];
    expect(decide(policies, 'iot:Publish', 'topic/secret/x')).toMatchObject({ reason: 'explicit-deny' });
    expect(decide(policies, 'iot:Publish', 'topic/open')).toMatchObject({ reason: 'allowed' });
  });

  it('takes actions whatever their case, and with wildcards', () => {
    expect(decide([document(allow('iot:pub*', 'topic/a'))], 'iot:Publish', 'topic/a').allowed).toBe(true);
    expect(decide([document(allow('iot:Pub', 'topic/a'))], 'iot:Publish', 'topic/a').allowed).toBe(false);
  });

  it('tells an action from another and a kind of resource from another', () => {
    const policy = document(allow('iot:Subscribe', 'topicfilter/a'));
    expect(decide([policy], 'iot:Receive', 'topicfilter/a').allowed).toBe(false);
    expect(decide([policy], 'iot:Subscribe', 'topic/a').allowed).toBe(false);
  });

  it('gives a device its own topics under its own client id only', () => {
    const policy = document(allow('iot:Publish', 'topic/dt/${iot:Connection.Thing.ThingName}/*'));
    expect(decide([policy], 'iot:Publish', 'topic/dt/pump/x').allowed).toBe(true);
    expect(decide([policy], 'iot:Publish', 'topic/dt/valve/x').allowed).toBe(false);
    const other = { clientId: 'valve', attachedThings: [{ name: 'pump' }] };
    expect(decide([policy], 'iot:Publish', 'topic/dt/pump/x', other).allowed).toBe(false);
  });

  it('covers everything but the exception with NotResource and NotAction', () => {
    const policy = document({
      Effect: 'Allow',
      NotAction: 'iot:Publish',
      NotResource: `${arnPrefix}topic/a/restricted/*`,
    });
    expect(decide([policy], 'iot:Receive', 'topic/a/b').allowed).toBe(true);
    expect(decide([policy], 'iot:Receive', 'topic/a/restricted/b').allowed).toBe(false);
    expect(decide([policy], 'iot:Publish', 'topic/a/b').allowed).toBe(false);
  });

  it('excepts each of several actions and resources', () => {
    const policy = document({
      Effect: 'Allow',
      NotAction: ['iot:Publish', 'iot:Retain*'],
      NotResource: ['topic/a', 'topic/b/*'].map((resource) => `${arnPrefix}${resource}`),
    });
    const allowed = ['iot:Publish', 'iot:RetainPublish', 'iot:Receive'].flatMap((action) =>
      ['topic/a', 'topic/b/x', 'topic/c'].flatMap((topic) =>
        decide([policy], action, topic).allowed ? [`${action} ${topic}`] : [],
      ),
    );
    expect(allowed).toEqual(['iot:Receive topic/c']);
  });

  it('decides by conditions, all of which must hold', () => {
    const policy = document({
      ...allow('iot:Connect', '*'),
      Condition: {
        Bool: { 'iot:Connection.Thing.IsAttached': 'true' },
        IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '198.51.100.1'] },
      },
    });
    const attachedThings = [{ name: 'pump' }];
    const from = (sourceIp: string) => ({ clientId: 'pump', attachedThings, sourceIp });
    expect(decide([policy], 'iot:Connect', 'client/pump', from('198.51.100.1')).allowed).toBe(true);
    expect(decide([policy], 'iot:Connect', 'client/pump', from('198.51.100.2')).allowed).toBe(false);
    const stranger = { clientId: 'pump', sourceIp: '192.0.2.1' };
    expect(decide([policy], 'iot:Connect', 'client/pump', stranger).allowed).toBe(false);
  });

  it('keeps persistent sessions out as the guide shows', () => {
    const policy = document({
      ...allow('iot:Connect', '*'),
      Condition: { 'ForAllValues:StringNotEquals': { 'iot:ConnectAttributes': ['PersistentConnect'] } },
    });
    const asking = (connectAttributes: string[]) => ({ clientId: 'c', connectAttributes });
    expect(decide([policy], 'iot:Connect', 'client/c', asking(['PersistentConnect'])).allowed).toBe(false);
    expect(decide([policy], 'iot:Connect', 'client/c', asking(['LastWill'])).allowed).toBe(true);
    expect(decide([policy], 'iot:Connect', 'client/c', asking([])).allowed).toBe(true);
  });
});

describe('policies that are compiled', () => {
  it('may have been parsed before', () => {
    const text = document(allow('iot:Connect', 'client/a'));
    const request = {
      action: 'iot:Connect',
      resource: `${arnPrefix}client/a`,
      context: connectionContext({ clientId: 'a' }),
    };
    const policies = compilePolicies([parsePolicyDocument(text), document(deny('iot:Connect', 'client/b'))]);
    expect(evaluate(policies, request)).toEqual(evaluate(compilePolicies([text]), request));
    expect(evaluate(policies, request).allowed).toBe(true);
  });
});

describe('a condition on the time', () => {
  it('follows the clock of the connection', () => {
    const policy = document({
      ...allow('iot:Connect', '*'),
      Condition: { DateLessThan: { 'aws:CurrentTime': '2026-07-01T00:00:00Z' } },
    });
    let time = new Date('2026-06-30T23:59:59Z');
    const context = connectionContext({ clientId: 'c', now: () => time });
    const policies = compilePolicies([policy]);
    const request = { action: 'iot:Connect', resource: `${arnPrefix}client/c`, context };
    expect(evaluate(policies, request).allowed).toBe(true);
    time = new Date('2026-07-01T00:00:00Z');
    expect(evaluate(policies, request).allowed).toBe(false);
  });
});

describe('a variable without a value', () => {
  const stranger = { clientId: 'stranger' };
  const mine = '${iot:Connection.Thing.ThingName}';

  it('takes its resource out of the statement, not the others', () => {
    const policy = document(allow('iot:Publish', `topic/${mine}`, 'topic/all'));
    expect(decide([policy], 'iot:Publish', 'topic/all', stranger).allowed).toBe(true);
    expect(decide([policy], 'iot:Publish', `topic/${mine}`, stranger).allowed).toBe(false);
  });

  it('takes a denial out of force', () => {
    const policy = document(allow('iot:Publish', '*'), deny('iot:Publish', `topic/${mine}/*`));
    expect(decide([policy], 'iot:Publish', 'topic/x/y', stranger).reason).toBe('allowed');
  });

  it('never turns an exception into everything', () => {
    const policy = document({
      Effect: 'Allow',
      Action: 'iot:Publish',
      NotResource: `${arnPrefix}topic/${mine}`,
    });
    expect(decide([policy], 'iot:Publish', 'topic/any', stranger).allowed).toBe(false);
  });
});

describe('any set of policies', () => {
  const topic = fc
    .array(fc.constantFrom('a', 'b', '*', '?', '/'), { minLength: 1, maxLength: 5 })
    .map((p) => p.join(''));
  const action = fc.constantFrom('iot:Publish', 'iot:*', 'iot:Receive');
  const statement = fc
    .tuple(fc.boolean(), action, topic)
    .map(([allowed, name, pattern]) => (allowed ? allow : deny)(name, `topic/${pattern}`));
  const asked = fc
    .array(fc.constantFrom('a', 'b', '/'), { minLength: 1, maxLength: 5 })
    .map((p) => p.join(''));

  it('decides the same in any order and however the statements are spread over documents', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), asked, (statements, name) => {
        const together = decide([document(...statements)], 'iot:Publish', `topic/${name}`);
        const apart = decide(
          statements.toReversed().map((one) => document(one)),
          'iot:Publish',
          `topic/${name}`,
        );
        expect(apart.reason).toBe(together.reason);
      }),
    );
  });

  it('never allows more after a denial was added', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 5 }),
        topic,
        asked,
        (statements, pattern, name) => {
          const before = decide([document(...statements)], 'iot:Publish', `topic/${name}`);
          const after = decide(
            [document(...statements, deny('iot:*', `topic/${pattern}`))],
            'iot:Publish',
            `topic/${name}`,
          );
          expect(!after.allowed || before.allowed).toBe(true);
        },
      ),
    );
  });
});
