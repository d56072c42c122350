import { isCertDate, type CertDate } from './cert-date';

/**
 * What a thing's `cert_issuance` attribute says. An attribute may be written by hand, so that it is unusable is
 * an ordinary case: such a certificate counts as due, is reported, and is never cut off on that account.
 */
export type Issuance =
  { readonly kind: 'dated'; readonly date: CertDate } | { readonly kind: 'missing' | 'malformed' | 'future' };

/** Reads the attribute as of `today`. */
export function readIssuance(value: unknown, today: CertDate): Issuance {
  if (value === undefined || value === null || value === '') {
    return { kind: 'missing' };
  }
  if (!isCertDate(value)) {
    return { kind: 'malformed' };
  }
  return value > today ? { kind: 'future' } : { kind: 'dated', date: value };
}
