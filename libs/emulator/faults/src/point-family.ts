import type { EffectKind } from './effect';
import type { FaultDefinition, Match } from './fault-definition';
import { ImpossibleFaultError } from './impossible-fault-error';

/** Points that are alike: at each of them a fault can do the same. */
export interface PointFamily {
  /** How a user writes such a point: `api:<service>:<operation>`. */
  readonly form: string;
  readonly has: (point: string) => boolean;
  readonly effects: readonly EffectKind[];
  readonly matches: readonly (keyof Match)[];
}

/** @throws ImpossibleFaultError where there is no such point, or nothing can do there what the fault is to do */
export function checkPossible(
  { point, effect, match }: Pick<FaultDefinition, 'point' | 'effect' | 'match'>,
  families: readonly PointFamily[],
): void {
  const family = families.find(({ has }) => has(point));
  if (family === undefined) {
    const forms = families.map(({ form }) => form).join(', ');
    throw new ImpossibleFaultError(`There is no point "${point}". There are: ${forms}`);
  }
  const { form, effects, matches } = family;
  if (!effects.includes(effect.kind)) {
    throw new ImpossibleFaultError(
      `At ${form} a fault cannot "${effect.kind}". It can: ${effects.join(', ')}`,
    );
  }
  for (const key of ['clientId', 'topic'] as const) {
    if (match[key] !== undefined && !matches.includes(key)) {
      throw new ImpossibleFaultError(`At ${form} nothing is known of a ${key}: leave it out`);
    }
  }
}
