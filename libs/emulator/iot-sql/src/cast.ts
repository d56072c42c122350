import { decimalOf, intOf, textOf, truthOf } from './conversions';
import type { CastType } from './statement';

/**
 * Developer guide, iot-sql-functions, cast(): the standard conversions, and numbers to and from booleans. Guessed: a
 * String cast to String stays what it is, where the guide's table repeats that of booleans.
 */
export function castTo(type: CastType, value: unknown): unknown {
  switch (type) {
    case 'String':
      return textOf(value);
    case 'Int':
      return typeof value === 'boolean' ? Number(value) : intOf(value);
    case 'Decimal':
      return typeof value === 'boolean' ? Number(value) : decimalOf(value);
    case 'Boolean':
      return typeof value === 'number' ? value !== 0 : truthOf(value);
  }
}
