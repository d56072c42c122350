import type { TimelineItem } from '@fleet/fleet-console-api';
import { deviceMoments } from './device-moments';

const item = (at: string, what: TimelineItem['what'], isAhead = false): TimelineItem => ({
  at: `2026-03-${at}Z`,
  what,
  words: `${what}.`,
  isAhead,
});

describe('the moments of a device', () => {
  it('have what happened within a minute, the latest first, and what is ahead on top', () => {
    const moments = deviceMoments(
      [
        item('01T08:00:01.000', 'issued'),
        item('01T08:00:02.000', 'proven'),
        item('05T08:00:00.000', 'warned'),
        item('09T08:00:00.000', 'blocked'),
        item('20T00:00:00.000', 'due', true),
      ],
      '2026-03-10T08:00:00.000Z',
    );
    expect(moments.map(({ kind, when, words }) => [kind, when, words])).toEqual([
      ['ahead', '2026-03-20 00:00 UTC, in 10 days', ['due.']],
      ['bad', '2026-03-09 08:00 UTC, 24 hours ago', ['blocked.']],
      ['warning', '2026-03-05 08:00 UTC, 5 days ago', ['warned.']],
      ['good', '2026-03-01 08:00 UTC, 9 days ago', ['proven.', 'issued.']],
    ]);
  });
});
