import { Specification } from './index';

describe('the specification of resource types', () => {
  let specification: Specification;
  beforeAll(async () => {
    specification = await Specification.load();
  });

  it('knows the types of AWS, and no others', () => {
    expect(specification.knows('AWS::IoT::Thing')).toBe(true);
    expect(specification.knows('AWS::Moon::Base')).toBe(false);
    expect(() => specification.propertiesOf('AWS::Moon::Base')).toThrow('AWS::Moon::Base');
  });

  it('says which properties cannot change', () => {
    expect(specification.propertiesOf('AWS::IoT::Thing')).toEqual(['AttributePayload', 'ThingName']);
    expect(specification.createOnlyOf('AWS::IoT::Thing')).toEqual(['ThingName']);
  });

  it.each([
    ['nothing of what is right', 'AWS::IoT::Thing', { AttributePayload: { Attributes: { a: '1' } } }, []],
    ['a property that there is not', 'AWS::IoT::Thing', { ThingNam: 'x' }, ['ThingNam is unknown']],
    [
      'a member that there is not',
      'AWS::IoT::Thing',
      { AttributePayload: { Attribute: {} } },
      ['AttributePayload.Attribute is unknown'],
    ],
    [
      'a structure in the place of a text',
      'AWS::IoT::Thing',
      { ThingName: { Name: 'x' } },
      ['ThingName is unknown'],
    ],
    [
      'a member of an item',
      'AWS::SQS::Queue',
      { Tags: [{ Key: 'a', Valu: 'b' }] },
      ['Tags[0].Value is missing', 'Tags[0].Valu is unknown'],
    ],
    ['what is required', 'AWS::IoT::RoleAlias', {}, ['RoleArn is missing']],
    ['nothing of what a function makes', 'AWS::IoT::Thing', { ThingName: { Ref: 'Name' } }, []],
    [
      'both outcomes of a condition',
      'AWS::IoT::Thing',
      { AttributePayload: { 'Fn::If': ['C', { Attributes: {} }, { Oh: 1 }] } },
      ['AttributePayload.Oh is unknown'],
    ],
    ['nothing in a document', 'AWS::IoT::Policy', { PolicyDocument: { Anything: [{}] } }, []],
  ])('finds %s', (_what, typeName, properties, faults) => {
    const found = specification.faultsOf(typeName, properties).map(({ path, is }) => `${path} is ${is}`);
    expect(found).toEqual(faults);
  });
});
