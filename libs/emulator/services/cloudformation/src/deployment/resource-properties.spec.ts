import { int } from '@fleet/resource-types';
import * as z from 'zod';
import { propertiesOf } from './resource-properties';

describe('the properties of a resource', () => {
  const schema = z.strictObject({
    Count: int.optional(),
    TopicRulePayload: z.strictObject({ Sql: z.string() }).optional(),
  });

  it.each<[properties: unknown, message: string]>([
    [{ TopicRulePayload: { Sql: 1, Foo: 2 } }, 'TopicRulePayload.Sql must be a text'],
    [{ TopicRulePayload: {} }, 'TopicRulePayload.Sql is missing'],
    [{ Count: 'x' }, 'Count must be a whole number'],
    [{ Nope: 1 }, 'the resource has the unknown member Nope'],
  ])('that do not fit are refused in a sentence with the place of the fault: %j', (properties, message) => {
    expect(() => propertiesOf({ schema }, properties)).toThrow(`Properties validation failed: ${message}`);
  });

  it('are what the type makes of them', () => {
    expect(propertiesOf({ schema }, { Count: '5' })).toEqual({ Count: 5 });
  });
});
