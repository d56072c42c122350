import type { CloudClock } from '../cloud-interface';
import type { CloudTime } from './cloud-time';

/** The clock that a cloud shows to who has started it. @param time that of the cloud now: a reset exchanges it */
export function movableClock(time: () => CloudTime): CloudClock {
  return {
    now: () => time().now(),
    nowMillis: () => time().now().getTime(),
    get offsetMillis() {
      return time().state.offsetMillis;
    },
    set: (to) => {
      time().move({ change: 'to', time: new Date(to).toISOString() });
    },
    advance: (millis) => {
      time().move({ change: 'by', millis });
    },
    reset: () => {
      time().move({ change: 'reset' });
    },
  };
}
