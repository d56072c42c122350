const day = 86_400_000;

/** `2026-03-01T04:05:06.000Z` to `2026-03-01 04:05`, in UTC as fleet-cli prints it. */
export function minuteOf(moment: string | undefined | null): string {
  return moment === undefined || moment === null ? '–' : moment.slice(0, 16).replace('T', ' ');
}

/** `20260301` to `2026-03-01`; what is no such day stays as it is. */
export function dayOf(date: string | undefined | null): string {
  if (date === undefined || date === null) {
    return '–';
  }
  return /^\d{8}$/.test(date)
    ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
    : date.slice(0, 10);
}

/** How long ago, or how long until, in one unit. */
export function distance(from: string, to: string): string {
  const milliseconds = Date.parse(to) - Date.parse(from);
  const size = Math.abs(milliseconds);
  const words = sizeWords(size);
  if (size < 45_000) {
    return 'now';
  }
  return milliseconds < 0 ? `${words} ago` : `in ${words}`;
}

function sizeWords(milliseconds: number): string {
  if (milliseconds < 90 * 60_000) {
    return counted(Math.max(1, Math.round(milliseconds / 60_000)), 'minute');
  }
  if (milliseconds < 2 * day) {
    return counted(Math.round(milliseconds / 3_600_000), 'hour');
  }
  return counted(Math.round(milliseconds / day), 'day');
}

/** `1 device`, `2 devices`, `1,200 devices`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberWords(count)} ${count === 1 ? one : many}`;
}

export function numberWords(count: number): string {
  return count.toLocaleString('en-US');
}

/** Nobody counts half a device: between whole numbers, an axis has no words. */
export function wholeNumber(count: number): string {
  return Number.isInteger(count) ? numberWords(count) : '';
}
