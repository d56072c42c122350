import fc from 'fast-check';
import { filterSelects } from './topic-filter';

describe('a topic filter', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/', true],
    ['a/+', 'a', false],
    ['a/+', 'a/b/c', false],
    ['+/+', '/a', true],
    ['a/#', 'a', false],
    ['a/#', 'a/', true],
    ['a/#', 'a/b/c', true],
    ['#', 'a', true],
    ['#', '$aws/events/x', false],
    ['+/events/x', '$aws/events/x', false],
    ['$aws/events/+', '$aws/events/x', true],
    ['$aws/#', '$aws/events/x', true],
  ])('%s on topic %s: %s', (filter, topic, selects) => {
    expect(filterSelects(filter, topic)).toBe(selects);
  });

  const level = fc.stringMatching(/^[a-z]{0,3}$/);
  const levels = fc.array(level, { minLength: 1, maxLength: 6 });

  it('selects the topic it was made from by putting + for levels, or # for a tail', () => {
    fc.assert(
      fc.property(levels, fc.infiniteStream(fc.boolean()), fc.nat(5), (topic, coins, cut) => {
        const withPlus = topic.map((name) => (coins.next().value === true ? '+' : name));
        expect(filterSelects(withPlus.join('/'), topic.join('/'))).toBe(true);
        const kept = Math.min(cut, topic.length - 1);
        expect(filterSelects([...withPlus.slice(0, kept), '#'].join('/'), topic.join('/'))).toBe(true);
      }),
    );
  });

  it('without # never selects a topic with another number of levels', () => {
    fc.assert(
      fc.property(levels, levels, (filter, topic) => {
        fc.pre(filter.length !== topic.length);
        expect(filterSelects(filter.map(() => '+').join('/'), topic.join('/'))).toBe(false);
      }),
    );
  });
});
