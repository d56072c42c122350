import type { Identity } from '../identity/identity';

/**
 * The identities that can never carry a connection again once this one is proven. By the rule of the cloud the first
 * that is proven wins over all that were issued over the same one, and over that one itself. What was issued over the
 * winner may still succeed it: a rotation that began when the disk was too full to record this proof.
 *
 * @param all oldest first
 */
export function outdoneBy(proven: Identity, all: readonly Identity[]): readonly Identity[] {
  const place = all.findIndex(({ name }) => name === proven.name);
  return all.filter(
    ({ record }, index) => index < place || (index > place && record.purpose === 'provision'),
  );
}
