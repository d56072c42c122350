import { Consistency, strongConsistency } from './consistency';

const thousand = Array.from({ length: 1000 });

describe('what is drawn', () => {
  it('happens in about its share of the cases, and never where consistency is strong', () => {
    const often = (consistency: Consistency): number => {
      const chance = consistency.chance('twice', 0.25);
      return thousand.filter(() => chance.happens()).length;
    };
    const happened = often(new Consistency({ seed: 's', scale: 1 }));
    expect(happened).toBeGreaterThan(200);
    expect(happened).toBeLessThan(300);
    expect(often(strongConsistency)).toBe(0);
  });

  it('is any of the replicas, and the same one again with the same seed', () => {
    const answers = (seed: string): string[] => {
      const replicas = new Consistency({ seed, scale: 1 }).replicas('index', 2);
      return thousand.map(() => replicas.next());
    };
    expect(new Set(answers('s'))).toEqual(new Set(['index 0', 'index 1']));
    expect(answers('s')).toEqual(answers('s'));
    expect(answers('s')).not.toEqual(answers('other'));
  });
});
