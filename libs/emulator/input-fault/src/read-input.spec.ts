import * as z from 'zod';
import { readInput } from './read-input';

const schema = z.strictObject({
  name: z.string().max(4),
  millis: z.int().min(1).max(900).optional(),
  kind: z.enum(['cut', 'delay']).optional(),
  value: z.union([z.string(), z.strictObject({ Ref: z.string() })]).optional(),
  code: z.string().regex(/^x/, 'must begin with x').optional(),
});
const read = (input: unknown): unknown =>
  readInput(schema, input, (fault) => new Error(fault), 'the request');

describe('the fault of an input', () => {
  it.each<[input: unknown, fault: string]>([
    [{}, 'name is missing'],
    [{ name: 5 }, 'name must be a text'],
    [{ name: 'abcde' }, 'name is longer than 4'],
    [{ name: 'a', millis: 0 }, 'millis must be at least 1'],
    [{ name: 'a', millis: 901 }, 'millis must be at most 900'],
    [{ name: 'a', kind: 'explode' }, 'kind must be cut or delay'],
    [{ name: 'a', value: { Ref: 1 } }, 'value.Ref must be a text'],
    [{ name: 'a', value: 1 }, 'value must be a text, a number, a boolean, a list or a map'],
    [{ name: 'a', code: 'y' }, 'code must begin with x'],
    [{ name: 'a', nmae: 'b' }, 'the request has the unknown member nmae'],
    [[], 'the request must be a map'],
  ])('is one sentence with its place: %j', (input, fault) => {
    expect(() => read(input)).toThrow(new Error(fault));
  });

  it('is not there where the input fits', () => {
    expect(read({ name: 'a', millis: 5 })).toEqual({ name: 'a', millis: 5 });
  });
});
