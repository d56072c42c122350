import { bothSides, decisivePoints, dependsOnPieces, drawnPoints } from './kill-points';

const calls = [
  'tls write #1',
  'fs.mkdirSync <1>.unfinished #1',
  'fs.writeSync #1',
  'fs.renameSync <1>.unfinished <1> #1',
  'tls write #2',
  'tls data #1',
  'tls data #2',
  'fs.renameSync current.unfinished current #1',
  'tls data #3',
];

describe('the points at which agents are killed', () => {
  it('are, where it matters, after what changes the world and before the answer is read', () => {
    expect(decisivePoints(calls)).toEqual([
      { at: 'fs.mkdirSync <1>.unfinished #1', when: 'after' },
      { at: 'fs.renameSync <1>.unfinished <1> #1', when: 'after' },
      { at: 'tls write #2', when: 'after' },
      { at: 'tls data #2', when: 'before' },
      { at: 'fs.renameSync current.unfinished current #1', when: 'after' },
    ]);
  });

  it('are otherwise drawn by the seed, from both sides of every call', () => {
    const drawn = drawnPoints(calls, 4, 'seed');
    expect(drawn).toEqual(drawnPoints(calls, 4, 'seed'));
    expect(drawn).not.toEqual(drawnPoints(calls, 4, 'another seed'));
    expect(bothSides(calls)).toEqual(expect.arrayContaining(drawn));
  });

  it('are known to come in every run, except for what comes in pieces', () => {
    const pieces = bothSides(calls).filter(dependsOnPieces);
    const kinds = new Set(pieces.map(({ at }) => String(at).replace(/ #\d+$/, '')));
    expect([...kinds]).toEqual(['tls write', 'tls data']);
  });
});
