import { errorCodeOf } from '../testing/error-code';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';
import type { StatementReader } from './topic-rule';

const actions = [{ lambda: { functionArn: 'f' } }];

/** Stands in for the rules engine's: what follows the last FROM. */
const readStatement: StatementReader = (sql) => {
  if (!sql.startsWith('SELECT ')) {
    throw new Error('a statement begins with SELECT');
  }
  return { from: /FROM '([^']*)'$/.exec(sql)?.[1] };
};

describe('topic rules', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane({ readStatement });
  });
  afterEach(() => cloud.close());

  it.each([
    ["SELECT * FROM 'cmd/+'", 'cmd/+'],
    [`SELECT "sent from 'here'" AS note FROM 'cmd/+'`, 'cmd/+'],
    ['SELECT *', ''],
  ])('have the topic filter of their statement: %s', (sql, topicPattern) => {
    cloud.iot.rules.create('r', { sql, actions });

    expect(cloud.iot.rules.list({}).items).toMatchObject([{ ruleName: 'r', topicPattern }]);
  });

  it.each([undefined, '', 'DELETE everything'])('are refused with the statement "%s"', (sql) => {
    expect(errorCodeOf(() => cloud.iot.rules.create('r', { sql, actions }))).toBe('SqlParseException');
  });

  it.each([
    ['no name', undefined],
    ['an empty name', ''],
    ['a name with a space', 'r r'],
    ['a name of 129 characters', 'r'.repeat(129)],
  ])('are refused under %s', (_what, name) => {
    const sql = "SELECT * FROM 'cmd'";

    expect(errorCodeOf(() => cloud.iot.rules.create(name, { sql, actions }))).toBe('InvalidRequestException');
  });
});
