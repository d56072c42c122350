import { box, MemoryCloud } from '../testing/memory-cloud';
import { parseTemplate } from './parse-template';

/** What a template's expression becomes in a resource. */
async function valueOf(expression: unknown, more: Record<string, unknown> = {}): Promise<unknown> {
  const cloud = new MemoryCloud();
  cloud.parameters.set('/version', '7');
  const engine = cloud.engine();
  const Resources = { A: box({ Name: 'a', Colour: 'red' }), B: box({ Name: 'b', Contains: [expression] }) };
  await engine.createStack('s', { templateBody: JSON.stringify({ Resources, ...more }) });
  await engine.settled();
  const value = cloud.boxes.get('b')?.Contains?.[0];
  const reason = engine.events('s').events.find(({ status }) => status.endsWith('FAILED'))?.reason;
  await engine.close();
  cloud.close();
  return value ?? reason;
}

const Parameters = {
  List: { Type: 'CommaDelimitedList', Default: 'x, y' },
  Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' },
};
const Conditions = {
  Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
  No: { 'Fn::Not': [{ Condition: 'Yes' }] },
};
const Mappings = { Sizes: { 'us-east-1': { small: '1' } } };

describe('a function of a template', () => {
  it.each([
    [{ Ref: 'A' }, 'a'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'arn:box:a'],
    [{ 'Fn::GetAtt': 'A.Paint.Colour' }, 'red'],
    [{ 'Fn::Sub': '${A}-${A.Arn}-${AWS::AccountId}-${!Literal}' }, 'a-arn:box:a-123456789012-${Literal}'],
    [{ 'Fn::Sub': ['${x}${A}', { x: { Ref: 'AWS::StackName' } }] }, 'sa'],
    [{ 'Fn::Join': ['/', ['p', { Ref: 'A' }]] }, 'p/a'],
    [{ 'Fn::Select': [1, { Ref: 'List' }] }, 'y'],
    [{ 'Fn::Select': ['2', { 'Fn::Split': [':', { 'Fn::GetAtt': ['A', 'Arn'] }] }] }, 'a'],
    [{ 'Fn::If': ['Yes', 'then', { Ref: 'AWS::NoValue' }] }, 'then'],
    [{ 'Fn::If': ['No', 'then', 'else'] }, 'else'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, '1'],
    [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    [{ Ref: 'Version' }, '7'],
    ['v{{resolve:ssm:/version}}', 'v7'],
    [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  ])('%j becomes %j', async (expression, value) => {
    expect(await valueOf(expression, { Parameters, Conditions, Mappings })).toBe(value);
  });

  it.each([
    [{ 'Fn::GetAtt': ['A', 'Weight'] }, 'resource A does not support attribute type Weight in Fn::GetAtt'],
    [{ 'Fn::Select': [9, { Ref: 'List' }] }, 'cannot select nonexistent value at index 9'],
    [{ 'Fn::FindInMap': ['Sizes', 'us-east-1', 'huge'] }, 'Unable to get mapping for Sizes::us-east-1::huge'],
    ['{{resolve:ssm:/missing}}', '/missing does not exist'],
    [{ 'Fn::Transform': 'x' }, 'Fn::Transform is not supported here'],
  ])('%j fails, and says why', async (expression, message) => {
    await expect(valueOf(expression, { Parameters, Mappings }).catch(String)).resolves.toContain(message);
  });
});

describe('a rule', () => {
  const Rules = {
    Old: {
      Assertions: [
        {
          Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '7'], { Ref: 'Version' }] }] },
          AssertDescription: 'too old',
        },
      ],
    },
  };
  it('that does not hold refuses the stack with its description', async () => {
    await expect(valueOf('x', { Parameters, Rules })).rejects.toThrow(
      'Template constraint violated: too old',
    );
  });
});

describe('a template that is read again and again', () => {
  const text = JSON.stringify({ Resources: { A: { Type: 'T', Properties: { List: ['x'] } } } });

  it('is the same, until another one is read, and cannot be changed by who has it', () => {
    const template = parseTemplate(text);
    expect(parseTemplate(text)).toBe(template);
    expect(Object.isFrozen(template.Resources['A']?.Properties?.['List'])).toBe(true);
    parseTemplate(text.replace('"T"', '"U"'));
    expect(parseTemplate(text)).toEqual(template);
  });

  it('is refused each time where it is none', () => {
    expect(() => parseTemplate('{"Resources":{}}')).toThrow('At least one Resources member');
    expect(() => parseTemplate('{"Resources":{}}')).toThrow('At least one Resources member');
  });
});

describe('a YAML template', () => {
  it('has the short forms of the functions, nested as well', () => {
    const { Resources: resources } = parseTemplate(`
Resources:
  A:
    Type: T
    Properties:
      One: !Join [ '', [ !Ref X, !GetAtt Y.Arn.Of, !Sub '\${Z}' ] ]
      Two: !If [ C, !Ref AWS::NoValue, { Version: 2012-10-17 } ]
`);
    expect(resources['A']?.Properties).toEqual({
      One: { 'Fn::Join': ['', [{ Ref: 'X' }, { 'Fn::GetAtt': ['Y', 'Arn.Of'] }, { 'Fn::Sub': '${Z}' }]] },
      Two: { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, { Version: '2012-10-17' }] },
    });
  });

  it.each([
    ['not YAML', 'Resources: [', 'not well-formed'],
    ['an unknown tag', 'Resources: !Magic x', 'unknown tag !Magic'],
    ['no resources', 'Resources: {}', 'At least one Resources member'],
    ['a transform', 'Transform: AWS::Serverless-2016-10-31\nResources: {}', 'transforms are not supported'],
    [
      'a bomb of aliases',
      `Resources:\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map(
          (c, i) =>
            `  ${c}: &${c} [${Array(10)
              .fill(`*${'abcdefg'[i] ?? ''}`)
              .join(',')}]`,
        )
        .join('\n')}`,
      'more than 100000 nodes',
    ],
    ['a nest without a bottom', `{"Resources":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'nested'],
  ])('that is %s is refused', (_what, text, message) => {
    expect(() => parseTemplate(text)).toThrow(message);
  });
});
