import type { DeviceList } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { canReadOn, readOn } from './read-on';

const list = (serials: readonly string[], next?: string): DeviceList => ({
  rows: serials.map((serial) => ({ serial })),
  ...defined({ next }),
  source: 'records',
  query: 'state = blocked',
  examined: 1_000,
  at: '2026-03-01T08:00:00.000Z',
});
const of = { query: { state: 'blocked', after: 'earlier' } as const, pageSize: 3 };

describe('a page of a list that is read on', () => {
  it('asks from where it has come to, for as many as there is room, until it is full', async () => {
    const asked: string[] = [];
    const shown: DeviceList[] = [];
    const answers = [list([], 'b'), list(['s2', 's3'], 'c'), list(['s4'])];
    const ask = (query: string) => {
      asked.push(query);
      return Promise.resolve(answers[asked.length - 1] ?? list([]));
    };
    await readOn(
      list(['s1'], 'a'),
      of,
      ask,
      (each) => shown.push(each),
      () => false,
    );
    expect(asked).toEqual(['state=blocked&after=a&limit=2', 'state=blocked&after=b&limit=2']);
    expect(shown.map(({ examined }) => examined)).toEqual([2_000, 3_000]);
    expect(shown.at(-1)).toMatchObject({
      rows: [{ serial: 's1' }, { serial: 's2' }, { serial: 's3' }],
      next: 'c',
    });
  });

  it('is at its end where the list is, and has each device once', async () => {
    const shown: DeviceList[] = [];
    await readOn(
      list(['s1'], 'a'),
      of,
      () => Promise.resolve(list(['s1'])),
      (each) => shown.push(each),
      () => false,
    );
    expect(shown).toHaveLength(1);
    expect(shown[0]?.rows).toEqual([{ serial: 's1' }]);
    expect(shown[0]?.next).toBeUndefined();
  });

  it('shows nothing more, and asks for nothing, once somebody has stopped it', async () => {
    const ask = jest.fn(() => Promise.resolve(list([], 'on')));
    const show = jest.fn();
    await readOn(list([], 'a'), of, ask, show, () => ask.mock.calls.length > 0);
    expect([ask.mock.calls.length, show.mock.calls.length]).toEqual([1, 0]);
  });

  it('is none of the index, which has all that it finds on its page', () => {
    expect(canReadOn({ ...list([], 'a'), source: 'index' }, 3)).toBe(false);
    expect(canReadOn(list([], 'a'), 3)).toBe(true);
    expect(canReadOn(list(['s1', 's2', 's3'], 'a'), 3)).toBe(false);
  });
});
