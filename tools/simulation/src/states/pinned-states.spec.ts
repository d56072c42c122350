import { differenceOf, extentOf } from './pinned-states';

const found = extentOf({ states: 20, transitions: 90, isClosed: true, depth: 3, unreached: [] });

describe('the states that are pinned', () => {
  it('are compared with those that were found', () => {
    expect(differenceOf('a device', found, { 'a device': found })).toBeUndefined();
  });

  it('differ by a state, and by an event: then the words say how to update them', () => {
    for (const before of [
      { ...found, states: 21 },
      { ...found, events: 91 },
    ]) {
      const words = differenceOf('a device', found, { 'a device': before });
      expect(words).toContain('a device: 20 states, 90 events, all there are, 3 deep; the file has');
      expect(words).toContain('--update');
    }
  });

  it('differ where the file has nothing of a universe', () => {
    expect(differenceOf('a thief', found, { 'a device': found })).toContain('nothing of it');
  });
});
