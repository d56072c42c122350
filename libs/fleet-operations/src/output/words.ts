/** A moment as an operator reads it: UTC, to the minute. */
export function minuteOf(moment: string | Date | undefined): string {
  if (moment === undefined) {
    return '-';
  }
  const iso = typeof moment === 'string' ? moment : moment.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}Z`;
}

/** Enough of a certificate's id to recognise it by; --json has all of it. */
export function shortId(certificateId: string): string {
  return certificateId.length > 12 ? `${certificateId.slice(0, 10)}...` : certificateId;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
