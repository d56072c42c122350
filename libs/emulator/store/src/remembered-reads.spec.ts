import { RememberedReads } from './remembered-reads';

describe('what was read', () => {
  let stored: string | undefined;
  let reads: number;
  let remembered: RememberedReads<string>;
  const find = (): string | undefined =>
    remembered.find('key', () => {
      reads += 1;
      return stored;
    });

  beforeEach(() => {
    stored = 'first';
    reads = 0;
    remembered = new RememberedReads();
  });

  it('is not read again', () => {
    expect([find(), find()]).toEqual(['first', 'first']);
    expect(reads).toBe(1);
  });

  it('is read again where there was nothing', () => {
    stored = undefined;
    expect(find()).toBeUndefined();
    stored = 'first';
    expect(find()).toBe('first');
  });

  it('is read again after a write', async () => {
    find();
    stored = 'second';
    remembered.wrote();
    expect(find()).toBe('second');
    await Promise.resolve();
    expect([find(), find()]).toEqual(['second', 'second']);
    expect(reads).toBe(3);
  });

  it('is not remembered in a transaction that is rolled back', async () => {
    stored = 'second';
    remembered.wrote();
    expect(find()).toBe('second');
    stored = 'first';
    expect(find()).toBe('first');
    await Promise.resolve();
    expect(find()).toBe('first');
  });
});
