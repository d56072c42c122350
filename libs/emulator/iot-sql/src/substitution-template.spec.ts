import { evaluate, parseStatement, parseTemplate } from './index';
import type { RuleInput } from './index';
import { ruleMessage } from './testing/rule-message';

function textOf(
  field: string,
  input: Partial<RuleInput> = {},
  sql = "SELECT * FROM 'a'",
): string | undefined {
  const statement = parseStatement(sql, '2016-03-23');
  const template = parseTemplate(field, statement);
  return evaluate(statement, { ...ruleMessage, ...input })?.textOf(template);
}

describe('substitution templates (developer guide, iot-substitution-templates)', () => {
  it.each([
    ['no template', 'no template'],
    ['${topic()}/republish', 'cmd/device-1/cert/confirmed/republish'],
    ['a/${topic(2)}/${mode}/b', 'a/device-1/auto/b'],
    [
      "${replace(topic(), '/', '-') + '-' + timestamp() + '-' + newuuid()}",
      'cmd-device-1-cert-confirmed-1700000000000-123a4567-b89c-12d3-e456-789012345000',
    ],
    ["${parse_time('yyyy', timestamp(), 'UTC')}", '2023'],
    ["${get({'a}': '}'}, 'a}')}$", '}$'],
    ['${color}', '{"red":255}'],
    ['$${mode}', '$auto'],
  ])('%s is %s', (field, text) => {
    expect(textOf(field)).toBe(text);
  });

  it('see the variables of SET, not the aliases of SELECT', () => {
    expect(textOf('${@a}', {}, "SET @a = temperature + 1 SELECT mode AS m FROM 'a'")).toBe('51');
    expect(() => textOf('${m}', {}, "SELECT mode AS m FROM 'a'")).toThrow('${m} is Undefined');
  });

  it('have no text for Null and Undefined', () => {
    expect(() => textOf('a/${missing}')).toThrow('The substitution template ${missing} is Undefined');
    expect(() => textOf('${null}')).toThrow('${null}');
  });

  it.each([
    ['${topic()', 'has no end'],
    ["${'}", 'has no end'],
    ['${}', 'Expected a value'],
    ['${topic() topic()}', 'the end'],
    ['${@a}', '@a'],
    ["${get_thing_shadow('t', 'r')}", 'get_thing_shadow()'],
    ['${md6(a)}', 'md6()'],
  ])('are refused when they do not parse: %s', (field, words) => {
    expect(() => textOf(field)).toThrow(words);
  });
});
