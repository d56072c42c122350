import { defined } from './defined';

interface Page {
  readonly items: readonly string[];
  readonly nextToken?: string;
}

describe('the members that have a value', () => {
  it('leaves out what is undefined, so that it is no member', () => {
    const page: Page = defined({ items: ['a'], nextToken: undefined });

    expect(Object.keys(page)).toEqual(['items']);
  });

  it('keeps every value, the falsy ones too', () => {
    const values = { none: null, no: false, zero: 0, empty: '' };

    expect(defined(values)).toEqual(values);
  });

  it('makes what may be undefined an optional member, which a type with one accepts', () => {
    const next: string | undefined = ['b'].at(0);
    const page: Page = { items: [], ...defined({ nextToken: next }) };

    expect(page).toEqual({ items: [], nextToken: 'b' });
  });

  it('does not accept less than a type asks for', () => {
    const found = new Map([['items', []]]);
    // @ts-expect-error: `items` may be missing here, and a page has to have it.
    const page: Page = defined({ items: found.get('items') });

    expect(page).toEqual({ items: [] });
  });
});
