import * as z from 'zod/mini';

import { listProblems, problemsOf } from './problems';

const places = z.array(z.object({ name: z.string(), sizes: z.array(z.number()) }));

describe('the problems of a file', () => {
  it('have the place of each, from the outermost key or index to the innermost', () => {
    const paths = (schema: z.ZodMiniType, value: unknown) =>
      problemsOf(schema.safeParse(value).error ?? new z.core.$ZodError([])).map(({ path }) => path);
    expect(paths(places, [{ sizes: [] }, { name: 'a', sizes: [1, 'x'] }])).toEqual([
      '[0].name',
      '[1].sizes[1]',
    ]);
    expect(paths(z.object({ places }), { places: [1] })).toEqual(['places[0]']);
    expect(paths(places, 'x')).toEqual(['']);
  });

  it('are listed one a line, the place first unless it is the file as a whole', () => {
    const problems = [
      { path: '', message: 'must be an object' },
      { path: 'models[1]', message: 'must be a name' },
    ];
    expect(listProblems(problems)).toBe('  must be an object\n  models[1]: must be a name');
  });
});
