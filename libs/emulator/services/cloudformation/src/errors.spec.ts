import * as z from 'zod';
import { reasonOf } from './errors';

describe('the reason of a failed resource', () => {
  it('is one sentence for malformed properties, with their place', () => {
    const properties = z.strictObject({ TopicRulePayload: z.strictObject({ Sql: z.string() }) });
    const { error } = properties.safeParse({ TopicRulePayload: { Sql: 1, Foo: 2 } });

    expect(reasonOf(error)).toBe(
      'Properties validation failed: TopicRulePayload.Sql: Invalid input: expected string, received number',
    );
  });
});
