import type { DeviceQuery } from '@fleet/fleet-console-api';
import { dueWithinWords } from './due-words';

type DateFilter = Pick<DeviceQuery, 'dueWithin' | 'undated'>;

/** As the fleet's numbers have them. */
const horizons = [0, 7, 30, 90];

/** The field for what a date means: one value for both filters, which are not there together. */
export function dateValue({ dueWithin, undated }: DateFilter): string | undefined {
  return dueWithin === undefined ? undated && 'undated' : String(dueWithin);
}

export function dateFilter(value: string | undefined): {
  dueWithin: number | undefined;
  undated: 'yes' | undefined;
} {
  return value === 'undated'
    ? { dueWithin: undefined, undated: 'yes' }
    : { dueWithin: value === undefined ? undefined : Number(value), undated: undefined };
}

/** What can be chosen, and what the address has. */
export function dateOptions({ dueWithin }: DateFilter): { readonly value: string; readonly label: string }[] {
  const days = [...new Set([...horizons, ...(dueWithin === undefined ? [] : [dueWithin])])];
  return [
    { value: '', label: 'any' },
    ...days
      .toSorted((one, other) => one - other)
      .map((each) => ({ value: String(each), label: dueWithinWords(each) })),
    { value: 'undated', label: 'without a date' },
  ];
}
