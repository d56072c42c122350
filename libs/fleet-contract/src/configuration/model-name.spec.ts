import fc from 'fast-check';

import { modelObjectKeys } from '../bundle/bundle-layout';
import { isModelName } from './model-name';

describe('a model name', () => {
  it.each(['sensor', 'Gateway_2', 'v1.2-rc', '7', 'm'.repeat(64)])('may be %s', (name) => {
    expect(isModelName(name)).toBe(true);
  });

  it.each(['', '.', '..', 'a..b', 'a.', '-a', '_a', 'a/b', 'a b', 'b/a', 'ä', 'a#', 'm'.repeat(65), 'a\n'])(
    'may not be %j',
    (name) => {
      expect(isModelName(name)).toBe(false);
    },
  );

  it('is legal as an attribute of a thing and needs no escape in an object key', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }).filter(isModelName), (name) => {
        expect(name).toMatch(/^[a-zA-Z0-9_.,@/:#-]{1,800}$/);
        expect(encodeURI(modelObjectKeys(name).clientZip)).toBe(`models/${name}/client.zip`);
      }),
    );
  });
});
