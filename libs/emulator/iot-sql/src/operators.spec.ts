import { valueOfExpression } from './testing/rule-message';

describe('a number of JSON that is larger than any of JavaScript', () => {
  const payload: unknown = JSON.parse('{"large":1e999}');

  it.each(['large + 1', 'large > 1', 'bitand(large, 1)', 'round(large)', "large + ''"])(
    'is Undefined: %s',
    (expression) => {
      expect(valueOfExpression(expression, payload)).toBeUndefined();
    },
  );
});

describe('the operators of the developer guide (iot-sql-operators)', () => {
  it.each<[expression: string, result: unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['0.1 + 0.2', 0.3],
    ['0.3 / 0.1', 3],
    ['1.1 * 1.1', 1.21],
    ['5.5 % 0.1', 0],
    ['-7 % 3', -1],
    // Int and Int give Int.
    ['7 / 2', 3],
    ['0 - 7 / 2', -3],
    ['7 / 2.5', 2.8],
    // Strings that convert give a Decimal.
    ["'7' / 2", 3.5],
    ["'6' - '2'", 4],
    ["'x' - 2", undefined],
    ["' 7' - 2", undefined],
    ["'0x10' - 2", undefined],
    ['1 / 0', undefined],
    ['1 % 0', undefined],
    ['true * 2', undefined],
    ['null + 1', undefined],
    ['missing + 1', undefined],
    ['true + 1', undefined],
    // + concatenates if either side is a String.
    ["1 + 'a' + true", '1atrue'],
    ["'a' + null", undefined],
    ["'a' + missing", undefined],
    ["'a' + [1, 'b']", 'a[1,"b"]'],
    ["'a' + 0.0000001", 'a1E-7'],
    ["'a' + 1000000000000000000000000", 'a1000000000000000000000000'],
    ["'10' > 9", true],
    ["'10' = 10", false],
    ['1 = 1.0', true],
    ['[1, 2] = [1, 2]', true],
    ['[1, 2] = [2, 1]', false],
    ["{'a': 1, 'b': 2} = {'b': 2, 'a': 1}", true],
    ['null <> null', false],
    ['1 = missing', undefined],
    ["'TRUE' AND true", true],
    ["'yes' AND true", undefined],
    ['false AND missing', undefined],
    ['true OR 1', undefined],
    ["NOT 'False'", true],
    ['NOT 0', undefined],
  ])('%s = %j', (expression, result) => {
    expect(valueOfExpression(expression)).toEqual(result);
  });
});
