import fc from 'fast-check';
import { filterCovers, filterSelects, filtersOverlap } from './topic-filter';

const level = fc.constantFrom('a', 'b', '', '$aws', 'cmd');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'));

describe('two topic filters', () => {
  it.each([
    ['cmd/x/#', 'cmd/x/cert/#', true],
    ['cmd/+/cert/confirmed', 'cmd/x/cert/#', true],
    ['cmd/x/+', 'cmd/x/cert/#', false],
    ['+/x/+/confirmed', 'cmd/x/cert/#', true],
    ['#', 'cmd/x/cert/#', true],
    ['#', '$aws/certificates/#', true],
    ['+/certificates/create/json', '$aws/certificates/#', true],
    ['cmd/x/certs/#', 'cmd/x/cert/#', false],
    ['cmd/y/#', 'cmd/x/cert/#', false],
  ])('%s and %s overlap: %s', (one, other, overlap) => {
    expect(filtersOverlap(one, other)).toBe(overlap);
  });

  it.each([
    ['a/#', 'a/b/+', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/#', false],
    ['a/b', 'a/+', false],
    ['#', 'a/b', true],
    ['#', '$aws/a', false],
    ['+/a', '$aws/a', false],
    ['a/#', 'a', false],
    ['a/#', 'a/', true],
  ])('%s covers %s: %s', (wide, narrow, covers) => {
    expect(filterCovers(wide, narrow)).toBe(covers);
  });

  it('overlap wherever there is a topic that both select', () => {
    fc.assert(
      fc.property(filter, filter, topic, (one, other, name) => {
        if (filterSelects(one, name) && filterSelects(other, name)) {
          expect(filtersOverlap(one, other)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('overlap in both directions alike', () => {
    fc.assert(
      fc.property(filter, filter, (one, other) => {
        expect(filtersOverlap(one, other)).toBe(filtersOverlap(other, one));
      }),
    );
  });

  it('share the topic that fills both their wildcards, where they overlap below one beginning', () => {
    fc.assert(
      fc.property(filter, filter, (one, other) => {
        const [left, right] = [`x/${one}`, `x/${other}`];
        if (filtersOverlap(left, right)) {
          const common = commonTopic(left.split('/'), right.split('/')).join('/');
          expect([filterSelects(left, common), filterSelects(right, common)]).toEqual([true, true]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('cover one another only where the wider selects all that the narrower does', () => {
    fc.assert(
      fc.property(filter, filter, topic, (wide, narrow, name) => {
        if (filterCovers(wide, narrow) && filterSelects(narrow, name)) {
          expect(filterSelects(wide, name)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A topic that both select, given that there is one. */
function commonTopic(one: readonly string[], other: readonly string[]): string[] {
  const [first, ...rest] = one;
  const [second, ...others] = other;
  if (first === '#' || second === '#') {
    const longer = first === '#' ? other : one;
    return longer.map((each) => (each === '+' || each === '#' ? 'z' : each));
  }
  if (first === undefined || second === undefined) {
    return [];
  }
  const shared = first === '+' ? second : first;
  return [shared === '+' ? 'z' : shared, ...commonTopic(rest, others)];
}
