import { explore } from './explorer';
import { always, sometimesIn, type Property } from './properties';
import { universes } from './universes';

/** As many as a few seconds give: `nx run simulation:states` goes through a million. */
const mostStates = 800;

describe.each(universes)('in every state that was seen of: $name', (universe) => {
  it('what always has to hold does', async () => {
    const { states, broken } = await explore(universe, { always, sometimes: [], mostStates });
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThanOrEqual(mostStates);
  });
});

describe('an exploration', () => {
  const [alone] = universes;
  if (alone === undefined) {
    throw new Error('There is a universe with a device alone');
  }

  it('reaches every good end of a device alone', async () => {
    const sometimes = sometimesIn(alone);
    const { unreached } = await explore(alone, { always, sometimes, mostStates: 3_000 });
    expect(unreached).toEqual([]);
  });

  it('says the shortest way to what should never be, in words', async () => {
    const never: Property = {
      words: 'no device is ever proven',
      holds: ({ after }) => after.messages.length === 0,
    };
    const { broken } = await explore(alone, { always: [never], sometimes: [], mostStates });
    expect(broken).toEqual({
      property: 'no device is ever proven',
      path: ['the device asks with its claim for a certificate', 'the device connects'],
    });
  });

  it('comes to the same states without its memory of what functions have done', async () => {
    for (const name of ['while a sweep waits', 'functions that are stopped', 'an operator and a thief']) {
      const universe = universes.find((each) => each.name === name) ?? alone;
      const options = { always, sometimes: sometimesIn(universe), mostStates: 400 };
      const withMemory = await explore(universe, options);
      expect(withMemory).toEqual(await explore(universe, { ...options, withoutMemory: true }));
    }
  });

  it('comes to the same states each time', async () => {
    const first = await explore(alone, { always, sometimes: [], mostStates });
    expect(await explore(alone, { always, sometimes: [], mostStates })).toEqual(first);
  });
});
