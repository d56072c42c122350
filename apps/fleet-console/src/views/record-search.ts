import { certificateAge, dueDate, formatCertDate, parseCertDate } from '@fleet/cert-dates';
import { awaitsProof, certificateInForce, joinedOver, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { DeviceList, DeviceQuery, DeviceRow, RecordState } from '@fleet/fleet-console-api';
import { parseSerial } from '@fleet/fleet-contract';
import { ifDeployed, UsageError, type Fleet } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import { askedOf } from './asked-of';

/** So many records are read for one page of a list, found or not: somebody waits for it. */
const mostExamined = 1_000;

/** Whether it asks for what only the records know. */
export function asksRecords({ state, happened }: DeviceQuery): boolean {
  return state !== undefined || happened !== undefined;
}

/** Devices on record, in the order of the table, a page at a time. @throws UsageError, InadmissibleSerialError */
export async function searchRecords(fleet: Fleet, query: DeviceQuery): Promise<DeviceList> {
  askedOf('The records', query, known);
  const whether = happeningIn(query);
  const limit = query.limit ?? 50;
  const rows: DeviceRow[] = [];
  let start = query.after === undefined ? undefined : fleet.registry.pageAfter(parseSerial(query.after));
  let examined = 0;
  let last: string | undefined;
  do {
    const page = await ifDeployed(fleet, fleet.registry.list(defined({ limit: 200, start })));
    for (const device of page.devices) {
      if (rows.length === limit) {
        break;
      }
      examined += 1;
      last = device.serial;
      const happened = whether(device);
      if (happened !== false && isListed(device, query)) {
        rows.push({ ...rowOf(device, fleet), ...happened });
      }
    }
    start = rows.length < limit ? page.next : (page.next ?? moreOn(page.devices, last));
  } while (start !== undefined && rows.length < limit && examined < mostExamined);
  const next = start === undefined ? undefined : last;
  return {
    rows,
    ...defined({ next }),
    source: 'records',
    query: wordsOf(query),
    examined,
    at: fleet.now().toISOString(),
  };
}

/** Whether devices of this page are left, when it is the table's last. */
function moreOn(devices: readonly DeviceRecord[], last: string | undefined): string | undefined {
  return devices.at(-1)?.serial === last ? undefined : last;
}

const known = [
  ...(['prefix', 'model', 'issuedFrom', 'issuedUntil', 'state'] as const),
  ...(['happened', 'on', 'claim'] as const),
];

/** Whether that happened to a device which is asked for, and when. */
type Whether = (device: DeviceRecord) => false | Pick<DeviceRow, 'at'>;

/** @throws UsageError for half a question */
function happeningIn({ happened, on, claim }: DeviceQuery): Whether {
  if (happened === undefined) {
    return () => ({});
  }
  if (on === undefined) {
    throw new UsageError('Say on which day it happened, as on=20260131.');
  }
  const day = parseCertDate(on);
  const onThatDay = (moments: readonly (string | undefined)[]) => {
    const at = moments.find((each) => each !== undefined && formatCertDate(new Date(each)) === day);
    return at === undefined ? false : { at };
  };
  if (happened === 'warned') {
    return ({ certificates }) =>
      onThatDay(certificates.map((each) => (each.stage === 'proven' ? each.warnedAt : undefined)));
  }
  if (claim === undefined) {
    throw new UsageError('Say over which claim they joined, by the id of its certificate.');
  }
  return (device) => onThatDay([joinedOver(device, claim)?.provenAt]);
}

function isListed(device: DeviceRecord, { state, prefix, model, ...days }: DeviceQuery): boolean {
  const { issuedAt } = certificateInForce(device) ?? {};
  const issued = issuedAt === undefined ? undefined : formatCertDate(new Date(issuedAt));
  const { issuedFrom: first, issuedUntil: latest } = days;
  return (
    (state === undefined || isIn(device, state)) &&
    (prefix === undefined || device.serial.toLowerCase().startsWith(prefix.toLowerCase())) &&
    (model === undefined || (device.model ?? device.allowedModel) === model) &&
    (first === undefined || (issued !== undefined && issued >= parseCertDate(first))) &&
    (latest === undefined || (issued !== undefined && issued <= parseCertDate(latest)))
  );
}

function isIn(device: DeviceRecord, state: RecordState): boolean {
  switch (state) {
    case 'warned':
      return certificateInForce(device)?.warnedAt !== undefined;
    case 'unproven':
      return awaitsProof(device);
    case 'removing':
      return device.removal !== undefined;
    default:
      return device.state === state;
  }
}

function rowOf(device: DeviceRecord, { config, now }: Fleet): DeviceRow {
  const { serial, state, model = device.allowedModel } = device;
  const { issuedAt } = certificateInForce(device) ?? {};
  const issued = issuedAt === undefined ? undefined : formatCertDate(new Date(issuedAt));
  const dated =
    issued === undefined
      ? {}
      : {
          issued,
          ageDays: certificateAge(issued, formatCertDate(now())),
          due: dueDate({ ...config, issued, thingName: serial }),
        };
  return { serial, state, ...defined({ model }), ...dated };
}

function wordsOf({ after: _after, limit: _limit, ...asked }: DeviceQuery): string {
  return Object.entries(asked)
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ');
}
