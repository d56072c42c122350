import type { PermitKind } from '@fleet/certificate-lifecycle';

/**
 * What an operator may do next. An operation says which step it is, and whoever speaks to the operator says how: a
 * command line by its command, a page by what can be clicked.
 */
export type NextStep =
  | { readonly step: 'show' | 'unblock' | 'revoke-permits' | 'remove' | 'unadopt'; readonly serial: string }
  | { readonly step: 'permit'; readonly serial: string; readonly kind: PermitKind }
  /** To permit one certificate alone. */
  | { readonly step: 'name-certificate'; readonly serial: string }
  | { readonly step: 'list-claims' | 'choose-generation' }
  /** To have the devices listed that joined over a claim since it leaked. */
  | { readonly step: 'list-joined' }
  | { readonly step: 'begin-list-anew' | 'ask-again-later' };
