import type { DeviceActName } from '@fleet/fleet-console-api';
import { counted } from '../words/moments';

interface ActWords {
  /** On a button. */
  readonly name: string;
  /** What it does, before anybody agrees to it. */
  readonly does: string;
  /** Of the button that does it. */
  readonly verb: string;
  readonly isFinal: boolean;
}

export const actWords: Readonly<Record<DeviceActName, ActWords>> = {
  permit: {
    name: 'Permit',
    does: 'Allows one thing, once, that the rules refuse: to provision again with a claim, or to rotate although the certificate is not due. The permit ends by itself.',
    verb: 'Permit',
    isFinal: false,
  },
  'revoke-permit': {
    name: 'Revoke permits',
    does: 'Takes permits back that were not used yet.',
    verb: 'Revoke',
    isFinal: false,
  },
  block: {
    name: 'Block',
    does: 'Keeps it out: the hooks refuse it, all its certificates become INACTIVE, and its connection is ended. Unblock takes this back.',
    verb: 'Block',
    isFinal: false,
  },
  unblock: {
    name: 'Unblock',
    does: 'Makes the current certificate ACTIVE again, takes the block from the record, and clears the warning: the days of grace begin anew. It also brings back what a sweep has cut off.',
    verb: 'Unblock',
    isFinal: false,
  },
  age: {
    name: 'Set its age',
    does: 'Writes another issue date on the thing and clears its warning, so that you can see what rotation does with an older certificate.',
    verb: 'Set the date',
    isFinal: false,
  },
  remove: {
    name: 'Remove',
    does: 'For a device that is scrapped: its certificates, its thing and its record are deleted. Nothing takes this back. Afterwards the serial is as one that was never seen.',
    verb: 'Remove',
    isFinal: true,
  },
};

/** `sensor-1`, or how many of them. */
export function targetWords(serials: readonly string[]): string {
  const [only] = serials;
  return serials.length === 1 && only !== undefined ? only : counted(serials.length, 'device');
}
