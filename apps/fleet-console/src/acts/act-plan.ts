import { dueDate, formatCertDate, parseCertDate } from '@fleet/cert-dates';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { UnknownDeviceError } from '@fleet/device-registry';
import type { DeviceActRequest } from '@fleet/fleet-console-api';
import { thingAttributes } from '@fleet/fleet-contract';
import {
  minuteOf,
  permitEnd,
  RefusedError,
  shortId,
  UsageError,
  viewDevice,
  type DeviceView,
  type Fleet,
  type Output,
} from '@fleet/fleet-operations';

type PlannedAct = Exclude<DeviceActRequest, { readonly act: 'remove' | 'block' }>;

/** Says what an act would do to a device as it is now, and changes nothing. */
export async function planAct(
  fleet: Fleet,
  output: Output,
  serial: string,
  request: PlannedAct,
): Promise<void> {
  const view = await viewDevice(fleet, serial);
  await output.result(wordsOf(fleet, view, request), { serial, act: request.act, dryRun: true });
}

/** @throws UnknownDeviceError, RefusedError for what would be refused, UsageError for a day or an hour that cannot be */
function wordsOf(fleet: Fleet, view: DeviceView, request: PlannedAct): string {
  switch (request.act) {
    case 'unblock':
      return unblockWords(view);
    case 'permit':
      return permitWords(fleet, view, request);
    case 'revoke-permit': {
      const { serial } = view;
      const record = recordOf(view);
      const held = request.kinds.filter(
        (kind) =>
          record.permits[kind] !== undefined || (kind === 'reprovision' && record.namedPermit !== undefined),
      );
      return held.length === 0
        ? `${serial} has no permit to revoke.`
        : `Would take from ${serial} its permit to ${held.join(' and ')}.`;
    }
    case 'age':
      return ageWords(fleet, view, request.issued);
  }
}

type KnownRecord = Omit<DeviceRecord, 'serial' | 'certificates'>;

/** What changes a record finds none to change. @throws UnknownDeviceError */
function recordOf({ serial, record }: DeviceView): KnownRecord {
  if (record === undefined) {
    throw new UnknownDeviceError(serial);
  }
  return record;
}

function unblockWords(view: DeviceView): string {
  const { serial, certificates } = view;
  const record = recordOf(view);
  const current = certificates.find(({ role }) => role === 'current');
  const block = record.state === 'blocked' ? `Would lift the block of ${serial}` : `${serial} is not blocked`;
  if (current === undefined) {
    return `${block}. It has no certificate in force.`;
  }
  const id = shortId(current.certificateId);
  return current.status === 'INACTIVE'
    ? `${block}; its certificate ${id} would be ACTIVE again.`
    : `${block}; its certificate ${id} is ${current.status}, and stays so.`;
}

function permitWords(
  fleet: Fleet,
  view: DeviceView,
  { kind, hours, certificate }: Extract<PlannedAct, { readonly act: 'permit' }>,
): string {
  const { serial } = view;
  if (recordOf(view).state === 'blocked') {
    throw new RefusedError(`${serial} is blocked, so a permit has no effect: unblock it first.`);
  }
  const until = minuteOf(permitEnd({ hours }, fleet.now()));
  const only = certificate === undefined ? '' : `, and get the certificate ${shortId(certificate)} alone`;
  return `Would let ${serial} ${kind} once${only}, until ${until}.`;
}

function ageWords(fleet: Fleet, { serial, thing }: DeviceView, day: string): string {
  const issued = parseCertDate(day);
  const today = formatCertDate(fleet.now());
  if (issued > today) {
    throw new UsageError(`${issued} is in the future: by the cloud's clock, today is ${today}.`);
  }
  if (thing?.inFleet !== true) {
    throw new RefusedError(
      `The thing ${serial} does not exist, or is not this fleet's: it has no date to set.`,
    );
  }
  const before = thing.attributes[thingAttributes.certIssuance] ?? 'nothing';
  const due = dueDate({ ...fleet.config, issued, thingName: serial });
  return `Would date the certificate of ${serial} to ${issued}, ${before} before: ${due <= today ? 'due since' : 'not due before'} ${due}.`;
}
