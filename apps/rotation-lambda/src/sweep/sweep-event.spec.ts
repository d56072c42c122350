import { MalformedSweepEventError, parseSweepEvent } from './sweep-event';

describe('the event of a sweep', () => {
  it('names the day, in UTC, and nothing else does', () => {
    expect(parseSweepEvent({ scheduledTime: '2027-01-01T03:00:00Z' }).today).toBe('20270101');
    expect(parseSweepEvent({ scheduledTime: '2027-01-01T00:30:00+02:00' }).today).toBe('20261231');
  });

  it('may go on with a sweep', () => {
    const continuation = { sweepId: 'a', round: 2 };
    expect(parseSweepEvent({ scheduledTime: '2027-01-01T03:00:00Z', continuation })).toMatchObject({
      continuation,
    });
  });

  it.each([
    [undefined, 'the event itself'],
    [{}, 'scheduledTime'],
    [{ scheduledTime: '20270101' }, 'scheduledTime'],
    [{ scheduledTime: '<aws.scheduler.scheduled-time>' }, 'scheduledTime'],
    [{ scheduledTime: '2027-01-01T03:00:00Z', continuation: { sweepId: '', round: 0 } }, 'continuation'],
  ])('is refused by the name of what is wrong: %j', (event, member) => {
    expect(() => parseSweepEvent(event)).toThrow(MalformedSweepEventError);
    expect(() => parseSweepEvent(event)).toThrow(member);
  });
});
