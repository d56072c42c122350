import fc from 'fast-check';
import { errorCodeOf } from '../testing/error-code';
import { parseTemplateBody } from './template-parser';
import type { Expression } from './template-body';
import { evaluateTemplate } from './template-evaluation';
import { TemplateEvaluationError } from './template-functions';

const certificate = {
  Type: 'AWS::IoT::Certificate',
  Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
};

function template(value: unknown, parts: object = {}): string {
  return JSON.stringify({
    Parameters: {
      Serial: { Type: 'String' },
      Place: { Type: 'String', Default: 'Seattle' },
      'AWS::IoT::Certificate::Id': { Type: 'String' },
    },
    Mappings: { Places: { Seattle: { url: 'https://sea', zones: ['a', 'b'], '': 'no key' } } },
    Resources: {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'Serial' } } },
      certificate,
    },
    DeviceConfiguration: { value },
    ...parts,
  });
}

function valueOf(value: unknown, parameters: Record<string, string> = {}): string | undefined {
  const given = new Map(Object.entries({ Serial: 'sn-1', 'AWS::IoT::Certificate::Id': 'id', ...parameters }));
  return evaluateTemplate(parseTemplateBody(template(value)), given).deviceConfiguration['value'];
}

describe('the functions of a provisioning template', () => {
  it.each<[unknown, string]>([
    ['plain', 'plain'],
    [42, '42'],
    [{ Ref: 'Serial' }, 'sn-1'],
    [{ Ref: 'Place' }, 'Seattle'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Serial' }]] }, 'a-sn-1'],
    [{ 'Fn::Join': ['', { 'Fn::Split': ['-', { Ref: 'Serial' }] }] }, 'sn1'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Serial' }] }] }, '1'],
    [{ 'Fn::Select': ['0', ['x', 'y']] }, 'x'],
    [{ 'Fn::FindInMap': ['Places', { Ref: 'Place' }, 'url'] }, 'https://sea'],
    [{ 'Fn::Select': [1, { 'Fn::FindInMap': ['Places', 'Seattle', 'zones'] }] }, 'b'],
    [{ 'Fn::Sub': '${Serial}@${Place} ${!Serial}' }, 'sn-1@Seattle ${Serial}'],
    [{ 'Fn::Sub': ['${who}', { who: { 'Fn::Join': ['', ['x', { Ref: 'Serial' }]] } }] }, 'xsn-1'],
  ])('%j comes to %s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['an index beyond the list', { 'Fn::Select': [2, ['a']] }],
    ['a key that the map does not have', { 'Fn::FindInMap': ['Places', { Ref: 'Serial' }, 'url'] }],
    ['a key that every object has', { 'Fn::FindInMap': ['Places', 'Seattle', 'constructor'] }],
    ['a list where a text belongs', { 'Fn::Split': ['-', 'a-b'] }],
    ['an object that calls no function', { nested: { deeper: 'x' } }],
    ['a function without its arguments', { 'Fn::Join': ['-'] }],
    ['a map without the key that is asked for', { 'Fn::FindInMap': ['Places', 'Seattle'] }],
  ])('cannot evaluate %s', (_what, expression) => {
    expect(() => valueOf(expression)).toThrow(TemplateEvaluationError);
  });

  it('takes what a device sends literally, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (serial) => {
        expect(valueOf({ 'Fn::Sub': 'x${Serial}y' }, { Serial: serial })).toBe(`x${serial}y`);
        expect(valueOf({ 'Fn::Join': ['', ['x', { Ref: 'Serial' }, 'y']] }, { Serial: serial })).toBe(
          `x${serial}y`,
        );
      }),
    );
  });

  it('undoes Fn::Split by Fn::Join with the same delimiter', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1, maxLength: 3 }), (text, delimiter) => {
        const expression = { 'Fn::Join': [delimiter, { 'Fn::Split': [delimiter, { Ref: 'Serial' }] }] };
        expect(valueOf(expression, { Serial: text })).toBe(text);
      }),
    );
  });

  it('ends in a value or a named error for any expression, never in a value without bounds', () => {
    const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 5 },
        fc.string(),
        fc.constant({ Ref: 'Serial' }),
        fc.record({ 'Fn::Join': fc.tuple(tie('expression'), fc.array(tie('expression'), { maxLength: 8 })) }),
        fc.record({ 'Fn::Split': fc.tuple(tie('expression'), tie('expression')) }),
        fc.record({ 'Fn::Select': fc.tuple(tie('expression'), tie('expression')) }),
        fc.array(tie('expression'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(expression, (value) => {
        try {
          expect(valueOf(value, { Serial: 'x'.repeat(4_000) })?.length).toBeLessThanOrEqual(16_384);
        } catch (error) {
          expect(['TemplateEvaluationError', 'AwsError']).toContain(error instanceof Error ? error.name : '');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a provisioning template', () => {
  const thing = (properties: object, more: object = {}) => ({
    Type: 'AWS::IoT::Thing',
    Properties: { ThingName: 'x', ...properties },
    ...more,
  });

  it.each<[string, string]>([
    ['is no JSON', '{'],
    ['is empty', ''],
    ['is larger than 10,240 bytes', template('x'.repeat(10_240))],
    ['refers to a parameter that it does not declare', template({ Ref: 'Serail' })],
    ['substitutes a parameter that it does not declare', template({ 'Fn::Sub': '${Serail}' })],
    ['calls a function that does not exist', template({ 'Fn::Sum': [1, 2] })],
    ['has a function beside something else', template({ Ref: 'Serial', other: 'x' })],
    ['is nested without end', template(JSON.parse('['.repeat(40) + ']'.repeat(40)))],
    ['has no certificate', template('x', { Resources: { thing: thing({}) } })],
    ['has a resource without a type', template('x', { Resources: { certificate, x: {} } })],
    ['has two things', template('x', { Resources: { a: thing({}), b: thing({}), certificate } })],
    [
      'has a resource of a type that does not exist',
      template('x', {
        Resources: { thing: thing({}), certificate, x: { Type: 'AWS::S3::Bucket' } },
      }),
    ],
    [
      'merges what cannot be merged',
      template('x', {
        Resources: {
          thing: thing({}, { OverrideSettings: { ThingTypeName: 'MERGE' } }),
          certificate,
        },
      }),
    ],
    [
      'has a policy with both name and document',
      template('x', {
        Resources: {
          thing: thing({}),
          certificate,
          p: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'p', PolicyDocument: '{}' } },
        },
      }),
    ],
    ['has a section that does not exist', template('x', { Outputs: {} })],
  ])('is refused when it %s', (_what, body) => {
    expect(errorCodeOf(() => parseTemplateBody(body))).toBe('InvalidRequestException');
  });

  const resources = (more: object) =>
    template('x', { Resources: { thing: thing({}), certificate, ...more } });

  it.each<[string, string]>([
    ['null', 'the input must be a map'],
    ['{}', 'Resources is missing'],
    [
      resources({ x: { Type: 'AWS::S3::Bucket' } }),
      'Resources.x.Type must be AWS::IoT::Thing or AWS::IoT::Certificate or AWS::IoT::Policy',
    ],
    [resources({ x: thing({ Foo: 'y' }) }), 'Resources.x.Properties has the unknown member Foo'],
    [
      resources({ x: { Type: 'AWS::IoT::Policy', Properties: {} } }),
      'Resources.x.Properties must have either PolicyName or PolicyDocument',
    ],
    [
      resources({ thing: thing({ ThingName: { 'Fn::Join': ['-', [null]] } }) }),
      'Resources.thing.Properties.ThingName.Fn::Join.1.0 must be a text, a number, a boolean, a list or a map',
    ],
    [
      template('x', { Resources: { thing: thing({}) } }),
      'Resources has 0 of type AWS::IoT::Certificate, where a fleet template has one',
    ],
  ])('says in one sentence where %s is wrong', (body, fault) => {
    expect(() => parseTemplateBody(body)).toThrow(`Template body is invalid: ${fault}`);
  });

  it('needs neither a thing nor a declaration of the certificate id', () => {
    const policy = { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'p' } };
    const body = parseTemplateBody(
      JSON.stringify({
        Parameters: { SerialNumber: { Type: 'String' } },
        Resources: { certificate, policy },
      }),
    );

    expect(evaluateTemplate(body, new Map([['AWS::IoT::Certificate::Id', 'id']]))).toMatchObject({
      thing: undefined,
      certificate: { certificateId: 'id', status: 'ACTIVE' },
      policies: [{ policyName: 'p' }],
    });
  });
});
