import { counted } from '../words/moments';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How far the cloud's time is ahead of the machine's. */
export function aheadWords(offsetMillis: number): string {
  const size = Math.abs(offsetMillis);
  if (size < minute) {
    return 'the time of this machine';
  }
  const days = Math.floor(size / day);
  const hours = Math.floor((size % day) / (60 * minute));
  const minutes = Math.floor((size % (60 * minute)) / minute);
  const parts = [
    ...(days > 0 ? [counted(days, 'day')] : []),
    ...(hours > 0 ? [counted(hours, 'hour')] : []),
    ...(days === 0 && hours === 0 ? [counted(minutes, 'minute')] : []),
  ];
  return `${parts.join(' and ')} ${offsetMillis > 0 ? 'ahead of' : 'behind'} this machine`;
}
