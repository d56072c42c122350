/** `1,234,567` */
export function counted(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `10 thousand`, `1 million` */
export function inWords(value: number): string {
  return value >= 1_000_000 ? `${counted(value / 1_000_000)} million` : `${counted(value / 1_000)} thousand`;
}

/** A duration as a person says it: `40 s`, `12 min`, `7.7 h`, `23 days`. */
export function spoken(seconds: number): string {
  if (seconds < 90) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  if (seconds < 90 * 60) {
    return `${Math.round(seconds / 60)} min`;
  }
  if (seconds < 48 * 3_600) {
    return `${(seconds / 3_600).toFixed(1)} h`;
  }
  const days = seconds / 86_400;
  return `${days < 10 ? days.toFixed(1) : counted(days)} days`;
}

/** `$0.004`, `$12.30`, `$1,234` */
export function dollars(value: number): string {
  if (value === 0) {
    return '0';
  }
  if (value < 0.01) {
    return value < 0.001 ? 'under $0.001' : `$${value.toFixed(3)}`;
  }
  return value < 100 ? `$${value.toFixed(2)}` : `$${counted(value)}`;
}
