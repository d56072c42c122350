import type { NextStep } from '@fleet/fleet-operations';

/** The command, or the option of the command that was typed, with which an operator does a step. */
export function commandFor(next: NextStep): string {
  switch (next.step) {
    case 'show':
    case 'unblock':
    case 'remove':
    case 'unadopt':
      return `devices ${next.step} ${next.serial}`;
    case 'revoke-permits':
      return `devices revoke-permit ${next.serial}`;
    case 'permit':
      return `devices permit ${next.serial} ${next.kind}`;
    case 'name-certificate':
      return '--certificate ID';
    case 'list-claims':
      return 'claims list';
    case 'choose-generation':
      return 'add --generation NUMBER';
    case 'list-joined':
      return '--since MOMENT';
    case 'begin-list-anew':
      return 'leave --after out';
    case 'ask-again-later':
      return 'run the command again later';
  }
}
