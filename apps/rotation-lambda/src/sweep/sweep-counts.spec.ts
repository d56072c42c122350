import { nothingCounted, SweepTally } from './sweep-counts';

describe('the tally of a sweep', () => {
  it('counts on from where an earlier round has come to, and leaves what that has noted alone', () => {
    const noted = { ...nothingCounted, warned: 5, failed: 2, failures: { ThrottlingException: 2 } };
    const before = structuredClone(noted);
    const tally = new SweepTally(noted);
    tally.add('warned');
    tally.fail('ThrottlingException');
    tally.fail('RangeError');
    expect(tally.counts()).toEqual({
      ...nothingCounted,
      warned: 6,
      failed: 4,
      failures: { ThrottlingException: 3, RangeError: 1 },
    });
    expect(noted).toEqual(before);
  });

  it('begins with nothing, whatever other sweeps have counted', () => {
    new SweepTally().fail('RangeError');
    expect(new SweepTally().counts()).toEqual({ ...nothingCounted, failures: {} });
  });

  it('keeps the age of the oldest successor that was seen, over rounds as well', () => {
    const tally = new SweepTally({ ...nothingCounted, oldestUnprovenDays: 2 });
    tally.sawUnproven(1);
    expect(tally.counts().oldestUnprovenDays).toBe(2);
    tally.sawUnproven(5);
    expect(tally.counts().oldestUnprovenDays).toBe(5);
  });
});
