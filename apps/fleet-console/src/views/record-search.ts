import { certificateAge, dueDate, formatCertDate, parseCertDate } from '@fleet/cert-dates';
import { awaitsProof, certificateInForce, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { DeviceList, DeviceQuery, DeviceRow, RecordState } from '@fleet/fleet-console-api';
import { parseSerial } from '@fleet/fleet-contract';
import { ifDeployed, UsageError, type Fleet } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';

/** So many records are read for one page of a list, found or not: somebody waits for it. */
const mostExamined = 1_000;

type StatefulQuery = DeviceQuery & { readonly state: NonNullable<DeviceQuery['state']> };

export function asksRecords(query: DeviceQuery): query is StatefulQuery {
  return query.state !== undefined;
}

/** Devices on record, in the order of the table, a page at a time. @throws UsageError, InadmissibleSerialError */
export async function searchRecords(fleet: Fleet, query: StatefulQuery): Promise<DeviceList> {
  for (const name of ['connected', 'undated', 'dueWithin'] as const) {
    if (query[name] !== undefined) {
      throw new UsageError(
        `The records do not know "${name}", and the fleet index does not know "state": leave one out.`,
      );
    }
  }
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
      rows.push(...(isListed(device, query) ? [rowOf(device, fleet)] : []));
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

function isListed(device: DeviceRecord, { state, prefix, model, ...days }: StatefulQuery): boolean {
  const { issuedAt } = certificateInForce(device) ?? {};
  const issued = issuedAt === undefined ? undefined : formatCertDate(new Date(issuedAt));
  const { issuedFrom: first, issuedUntil: latest } = days;
  return (
    isIn(device, state) &&
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

function wordsOf({ after: _after, limit: _limit, ...asked }: StatefulQuery): string {
  return Object.entries(asked)
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ');
}
