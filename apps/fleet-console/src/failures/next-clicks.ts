import type { NextStep } from '@fleet/fleet-operations';

/** Where on the page an operator does a step; what it cannot do, fleet-cli can. */
export function clickFor(next: NextStep): string {
  switch (next.step) {
    case 'show':
      return `look at ${next.serial}`;
    case 'unblock':
      return 'Unblock, among its actions';
    case 'remove':
      return 'Remove, among its actions';
    case 'unadopt':
      return `fleet-cli devices unadopt ${next.serial}, in a terminal`;
    case 'revoke-permits':
      return 'Revoke permits, among its actions';
    case 'permit':
      return `Permit, among its actions, to ${next.kind === 'rotate' ? 'rotate now' : 'provision again'}`;
    case 'name-certificate':
      return 'Permit, with its id under "Only for this certificate"';
    case 'list-claims':
      return 'look at the claims';
    case 'choose-generation':
      return 'choose it among the claims';
    case 'list-joined':
      return 'Try it first, with the day on which it may have leaked';
    case 'begin-list-anew':
      return 'go to the first page';
    case 'ask-again-later':
      return 'ask again later';
  }
}

/** What happened, and what to do about it. */
export function withSequel(words: string, next: NextStep | undefined): string {
  return next === undefined ? words : `${words} What to do: ${clickFor(next)}.`;
}
