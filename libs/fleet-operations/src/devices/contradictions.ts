import { isKeptOut } from '@fleet/certificate-lifecycle';
import type { NextStep } from '../next-step';
import { counted } from '../output/words';
import type { DeviceView } from './device-view';

/** What does not fit together, in a sentence, and what mends it where somebody has to. */
interface Contradiction {
  readonly words: string;
  readonly next?: NextStep;
}

/** Where record and registry, or state and certificates, do not fit together. */
export function contradictions({ serial, record, thing, certificates }: DeviceView): Contradiction[] {
  const current = certificates.find(({ role }) => role === 'current');
  const strangers = certificates.filter(({ role }) => role === 'not-on-record');
  const active = certificates.filter(({ status }) => status === 'ACTIVE');
  return [
    ...(record !== undefined && thing?.inFleet === false
      ? [{ words: "The thing is on record, but not in the fleet's group: the daily sweep does not find it." }]
      : []),
    ...(record?.removal !== undefined ? [unfinished('Its removal has begun', 'remove', serial)] : []),
    ...(record?.release !== undefined ? [unfinished('It is being given back', 'unadopt', serial)] : []),
    ...(record !== undefined && isKeptOut(record) && active.length > 0
      ? [
          {
            words: `It is blocked, but ${counted(active.length, 'certificate')} can connect: block it again.`,
          },
        ]
      : []),
    ...(record?.state === 'active' && current !== undefined && current.status !== 'ACTIVE'
      ? [cutOff(serial, current)]
      : []),
    ...(strangers.length > 0
      ? [{ words: `Attached to the thing, but not on record: ${counted(strangers.length, 'certificate')}.` }]
      : []),
  ];
}

function unfinished(what: string, step: 'remove' | 'unadopt', serial: string): Contradiction {
  return { words: `${what}, and was not finished: do it again.`, next: { step, serial } };
}

/** A sweep has cut it off, or an unblock was interrupted. */
function cutOff(serial: string, { status }: DeviceView['certificates'][number]): Contradiction {
  const words = `Its current certificate is ${status}: the device cannot connect.`;
  return status === 'INACTIVE' ? { words, next: { step: 'unblock', serial } } : { words };
}
