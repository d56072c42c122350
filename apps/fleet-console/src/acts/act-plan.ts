import { dueDate, formatCertDate, parseCertDate } from '@fleet/cert-dates';
import type { DeviceActRequest } from '@fleet/fleet-console-api';
import { thingAttributes } from '@fleet/fleet-contract';
import {
  counted,
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

type PlannedAct = Exclude<DeviceActRequest, { readonly act: 'remove' }>;

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

/** @throws RefusedError for what would be refused, UsageError for a day or an hour that cannot be */
function wordsOf(fleet: Fleet, view: DeviceView, request: PlannedAct): string {
  const { serial, record, certificates } = view;
  switch (request.act) {
    case 'block': {
      const active = certificates
        .filter(({ status }) => status === 'ACTIVE')
        .map(({ certificateId }) => shortId(certificateId));
      const which = active.length === 0 ? '' : `: ${active.join(', ')}`;
      return `Would block ${serial}: make ${counted(active.length, 'certificate')} INACTIVE${which}, and end its connection.`;
    }
    case 'unblock':
      return unblockWords(view);
    case 'permit':
      return permitWords(fleet, view, request);
    case 'revoke-permit': {
      const held = request.kinds.filter(
        (kind) =>
          record?.permits[kind] !== undefined ||
          (kind === 'reprovision' && record?.namedPermit !== undefined),
      );
      return held.length === 0
        ? `${serial} has no permit to revoke.`
        : `Would take from ${serial} its permit to ${held.join(' and ')}.`;
    }
    case 'age':
      return ageWords(fleet, view, request.issued);
  }
}

function unblockWords({ serial, record, certificates }: DeviceView): string {
  const current = certificates.find(({ role }) => role === 'current');
  const block =
    record?.state === 'blocked' ? `Would lift the block of ${serial}` : `${serial} is not blocked`;
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
  { serial, record }: DeviceView,
  { kind, hours, certificate }: Extract<PlannedAct, { readonly act: 'permit' }>,
): string {
  if (record?.state === 'blocked') {
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
