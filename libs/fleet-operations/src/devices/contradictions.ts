import { isKeptOut } from '@fleet/certificate-lifecycle';
import { counted } from '../output/words';
import type { DeviceView } from './device-view';

/** Where record and registry, or state and certificates, do not fit together. */
export function contradictions({ serial, record, thing, certificates }: DeviceView): string[] {
  const current = certificates.find(({ role }) => role === 'current');
  const strangers = certificates.filter(({ role }) => role === 'not-on-record');
  const active = certificates.filter(({ status }) => status === 'ACTIVE');
  return [
    ...(record !== undefined && thing?.inFleet === false
      ? ["The thing is on record, but not in the fleet's group: the daily sweep does not find it."]
      : []),
    ...(record?.removal !== undefined
      ? [`Its removal has begun and is not finished: run devices remove ${serial} again.`]
      : []),
    ...(record?.release !== undefined
      ? [`It is being given back, and that is not finished: run devices unadopt ${serial} again.`]
      : []),
    ...(record !== undefined && isKeptOut(record) && active.length > 0
      ? [`It is blocked, but ${counted(active.length, 'certificate')} can connect: block it again.`]
      : []),
    ...(record?.state === 'active' && current !== undefined && current.status !== 'ACTIVE'
      ? [
          `Its current certificate is ${current.status}: the device cannot connect.${wayBack(serial, current)}`,
        ]
      : []),
    ...(strangers.length > 0
      ? [`Attached to the thing, but not on record: ${counted(strangers.length, 'certificate')}.`]
      : []),
  ];
}

/** A sweep has cut it off, or an unblock was interrupted. */
function wayBack(serial: string, { status }: DeviceView['certificates'][number]): string {
  return status === 'INACTIVE' ? ` Run devices unblock ${serial} to have it ACTIVE again.` : '';
}
