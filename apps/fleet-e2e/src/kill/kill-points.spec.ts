import { bothSides, decisivePoints, drawnPoints } from './kill-points';

const calls = [
  'tls write',
  'fs.mkdirSync 20261124T140413Z-3f213f60.unfinished',
  'fs.writeSync',
  'fs.renameSync 20261124T140413Z-3f213f60.unfinished 20261124T140413Z-3f213f60',
  'tls write',
  'tls data',
  'tls data',
  'fs.renameSync current.unfinished current',
  'tls data',
];

describe('the points at which agents are killed', () => {
  it('are, where it matters, after what changes the world and before the answer is read', () => {
    expect(decisivePoints(calls)).toEqual([
      { at: 2, when: 'after' },
      { at: 4, when: 'after' },
      { at: 5, when: 'after' },
      { at: 7, when: 'before' },
      { at: 8, when: 'after' },
    ]);
  });

  it('are otherwise drawn by the seed, from both sides of every call', () => {
    const drawn = drawnPoints(calls, 4, 'seed');
    expect(drawn).toEqual(drawnPoints(calls, 4, 'seed'));
    expect(drawn).not.toEqual(drawnPoints(calls, 4, 'another seed'));
    expect(bothSides(calls.map((_call, index) => index + 1))).toEqual(expect.arrayContaining(drawn));
  });
});
