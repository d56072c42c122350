import type { Agent } from '../agent';

/** So long a refusal may only mean that policies have not spread yet. */
export const spreadingMillis = 10 * 60_000;

/** A device's clock may jump: a time that lies ahead is long ago. */
export function isWithin(agent: Agent, since: string, millis: number): boolean {
  const age = agent.timing.now() - Date.parse(since);
  return age >= 0 && age < millis;
}
