import { believed, believedMillis, firstEnd, withDenial, type Denials } from './denials';

const none: Denials = new Map();

describe('what AWS has refused to the operator', () => {
  it('is believed for ten minutes, and then offered again', () => {
    const denials = withDenial(withDenial(none, 'block', 'You may not.', 0), 'remove', 'Nor this.', 60_000);
    expect(firstEnd(denials)).toBe(believedMillis);
    expect(believed(denials, believedMillis - 1)).toBe(denials);
    expect([...believed(denials, believedMillis).keys()]).toEqual(['remove']);
    expect(firstEnd(believed(denials, believedMillis + 60_000))).toBeUndefined();
  });

  it('is believed for longer where it was refused again', () => {
    const denials = withDenial(withDenial(none, 'block', 'Once.', 0), 'block', 'Twice.', 60_000);
    expect([...denials.values()]).toEqual([{ why: 'Twice.', until: believedMillis + 60_000 }]);
  });
});
