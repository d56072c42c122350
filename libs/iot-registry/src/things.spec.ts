import { withoutRoom } from './things';

const wanted = ['cert_issuance', 'model_type'];

describe('the attributes that a thing has no room for', () => {
  it.each([
    ['none where it has none of its own', {}, []],
    ['none where it has them already', { cert_issuance: '', model_type: '', own: '' }, []],
    ['none where one takes the last place', { model_type: '', own: '' }, []],
    ['those beyond the third', { one: '', two: '' }, ['model_type']],
    ['all where it has three others', { one: '', two: '', three: '' }, wanted],
    ['all where somebody has made more of it', { one: '', two: '', three: '', four: '' }, wanted],
  ])('are %s', (_, attributes, expected) => {
    expect(withoutRoom({ attributes }, wanted)).toEqual(expected);
  });

  it('are none of a thing with a type, which has room for fifty', () => {
    const attributes = { one: '', two: '', three: '', four: '' };
    expect(withoutRoom({ attributes, typeName: 'lamp' }, wanted)).toEqual([]);
  });
});
