import * as fc from 'fast-check';
import { findCycle, reversed, walk } from './dependency-graph';

/** A graph without circles: every node needs some of those before it. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 20 })
  .map(
    (rows) =>
      new Map(
        rows.map((row, node) => [`n${node}`, new Set(node === 0 ? [] : row.map((n) => `n${n % node}`))]),
      ),
  );

const names = fc.constantFrom<string>('a', 'b', 'c', 'd', 'e');
const anyGraph = fc
  .dictionary(names, fc.uniqueArray(names, { maxLength: 3 }))
  .map((rows) => new Map(Object.entries(rows).map(([node, befores]) => [node, new Set(befores)])));

describe('a walk over a dependency graph', () => {
  it('visits every node once, after all that it needs, and no more at a time than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(acyclic, fc.integer({ min: 1, max: 4 }), async (graph, concurrency) => {
        const done: string[] = [];
        let running = 0;
        const outcome = await walk(
          graph,
          async (node) => {
            expect(++running).toBeLessThanOrEqual(concurrency);
            expect([...(graph.get(node) ?? [])].every((before) => done.includes(before))).toBe(true);
            await Promise.resolve();
            running--;
            done.push(node);
          },
          { onFailure: 'stop', concurrency },
        );
        expect(outcome).toEqual({ failures: new Map(), skipped: [] });
        expect([...done].sort()).toEqual([...graph.keys()].sort());
      }),
    );
  });

  it('leaves out exactly what needs a failed node when it is to go on', async () => {
    await fc.assert(
      fc.asyncProperty(acyclic, fc.nat(), async (graph, seed) => {
        const nodes = [...graph.keys()];
        const broken = nodes[seed % Math.max(1, nodes.length)];
        const affected = new Set(broken === undefined ? [] : [broken]);
        for (const node of nodes) {
          if ([...(graph.get(node) ?? [])].some((before) => affected.has(before))) {
            affected.add(node);
          }
        }
        const outcome = await walk(
          graph,
          (node) => (node === broken ? Promise.reject(new Error('broken')) : Promise.resolve()),
          { onFailure: 'continue' },
        );
        expect([...outcome.failures.keys(), ...outcome.skipped].sort()).toEqual([...affected].sort());
      }),
    );
  });

  it('goes backwards over the reversed graph', () => {
    fc.assert(fc.property(acyclic, (graph) => expect(reversed(reversed(graph))).toEqual(graph)));
  });
});

describe('a circle', () => {
  it('is found if and only if a walk could not end', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, async (graph) => {
        const cycle = findCycle(graph);
        const { skipped } = await walk(graph, () => Promise.resolve(), { onFailure: 'stop' });
        expect(cycle === undefined).toBe(skipped.length === 0);
        cycle?.forEach((node, index) =>
          expect(graph.get(node)?.has(cycle[(index + 1) % cycle.length] ?? '')).toBe(true),
        );
      }),
    );
  });
});
