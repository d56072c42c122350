import { MalformedSweepEventError, parseSweepEvent } from './sweep-event';

const scheduledTime = '2027-01-01T03:00:00Z';

describe('the event of a sweep', () => {
  it('names the day, in UTC, and nothing else does', () => {
    expect(parseSweepEvent({ scheduledTime }).today).toBe('20270101');
    expect(parseSweepEvent({ scheduledTime: '2027-01-01T00:30:00+02:00' }).today).toBe('20261231');
  });

  it('may go on with a sweep', () => {
    const longestId = 'a'.repeat(100);
    for (const continuation of [
      { sweepId: 'a', round: 1 },
      { sweepId: longestId, round: 1_000 },
    ]) {
      expect(parseSweepEvent({ scheduledTime, continuation })).toEqual({
        scheduledTime: new Date(scheduledTime),
        today: '20270101',
        comeAgain: false,
        continuation,
      });
    }
  });

  it.each([
    ['the schedule calls', {}, true],
    ['it is told to', { ifBusy: 'come-again' }, true],
    ['an operator calls', { ifBusy: 'end' }, false],
  ])('has it come again when another sweep runs, or not, as %s', (_, also, comeAgain) => {
    expect(parseSweepEvent({ scheduledTime, ...also })).toEqual({
      scheduledTime: new Date(scheduledTime),
      today: '20270101',
      comeAgain,
    });
  });

  it.each([
    [undefined, 'the event itself'],
    [{}, 'scheduledTime'],
    [{ scheduledTime: '20270101' }, 'scheduledTime'],
    [{ scheduledTime: '<aws.scheduler.scheduled-time>' }, 'scheduledTime'],
    [{ scheduledTime, ifBusy: 'wait' }, 'ifBusy'],
    [{ scheduledTime, continuation: {} }, 'continuation.sweepId, continuation.round'],
    [{ scheduledTime, continuation: { sweepId: '', round: 1 } }, 'continuation.sweepId'],
    [{ scheduledTime, continuation: { sweepId: 'a'.repeat(101), round: 1 } }, 'continuation.sweepId'],
    [{ scheduledTime, continuation: { sweepId: 'a', round: 0 } }, 'continuation.round'],
    [{ scheduledTime, continuation: { sweepId: 'a', round: 1.5 } }, 'continuation.round'],
  ])('is refused by the name of what is wrong: %j', (event, members) => {
    expect(() => parseSweepEvent(event)).toThrow(
      new MalformedSweepEventError(
        `Not an event of the rotation monitor; wrong: ${members}. ` +
          'It takes {"scheduledTime": "2026-01-31T03:00:00Z"}.',
      ),
    );
  });
});
