import { invalidToken } from './page-rules';

/** Writes where a page of events ends as the opaque token of GetLogEvents: `f/…` forwards, `b/…` backwards. */
export function eventToken(direction: 'f' | 'b', id: number): string {
  return `${direction}/${String(id).padStart(20, '0')}`;
}

/** @throws AwsError InvalidParameterException for what is no token of ours */
export function parseEventToken(token: string): { direction: 'up' | 'down'; beyond: number } {
  const [, direction, id] = /^([fb])\/(\d{1,20})$/.exec(token) ?? [];
  if (direction === undefined || id === undefined) {
    throw invalidToken();
  }
  return { direction: direction === 'f' ? 'up' : 'down', beyond: Number(id) };
}
