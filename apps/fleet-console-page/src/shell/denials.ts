import type { Act } from '@fleet/fleet-console-api';

interface Denial {
  readonly why: string;
  readonly until: number;
}

/** Acts that AWS has refused to this operator, for as long as that is believed. */
export type Denials = ReadonlyMap<Act, Denial>;

/** IAM may be changed meanwhile: as long as the console's server believes it. */
export const believedMillis = 10 * 60_000;

export function withDenial(denials: Denials, act: Act, why: string, nowMillis: number): Denials {
  return new Map([...denials, [act, { why, until: nowMillis + believedMillis }]]);
}

/** @returns the same where none has ended */
export function believed(denials: Denials, nowMillis: number): Denials {
  const left = [...denials].filter(([, { until }]) => until > nowMillis);
  return left.length === denials.size ? denials : new Map(left);
}

/** When the first of them ends. */
export function firstEnd(denials: Denials): number | undefined {
  return denials.size === 0 ? undefined : Math.min(...[...denials.values()].map(({ until }) => until));
}
