import { operators } from '@fleet/policy-matching';
import { parseConditions } from './parse';

describe('a condition of a policy', () => {
  const { StringEquals, IpAddress } = operators;
  it.each([
    ['StringEquals', { operator: StringEquals, qualifier: undefined, ifExists: false }],
    ['IpAddressIfExists', { operator: IpAddress, qualifier: undefined, ifExists: true }],
    ['ForAllValues:StringEquals', { operator: StringEquals, qualifier: 'ForAllValues', ifExists: false }],
    ['ForAnyValue:IpAddressIfExists', { operator: IpAddress, qualifier: 'ForAnyValue', ifExists: true }],
    ['Null', { operator: 'Null', qualifier: undefined, ifExists: false }],
  ])('says in its name how its values are compared: %s', (name, read) => {
    const values = [{ resolve: expect.any(Function) }];
    expect(parseConditions({ [name]: { 'aws:SourceIp': 'x' } }, 'Condition')).toMatchObject([
      { ...read, key: 'aws:sourceip', values },
    ]);
  });

  it('is one for each operator and key', () => {
    const block = { Bool: { a: true, b: [false] }, NumericEquals: { a: 1 } };
    expect(parseConditions(block, 'Condition').map(({ key }) => key)).toEqual(['a', 'b', 'a']);
  });
});
