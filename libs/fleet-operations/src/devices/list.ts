import { certificateInForce, type DeviceRecord, type DeviceState } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import type { Output } from '../output/output';
import { tableLines } from '../output/text-table';
import { counted, minuteOf, shortId } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { ifDeployed } from '../fleet/reading-fleet';
import { permitWords } from './permit-words';

export interface ListOptions {
  readonly state?: DeviceState | undefined;
  readonly model?: string | undefined;
  /** Only devices whose certificate in force was issued before this moment. */
  readonly issuedBefore?: Date | undefined;
  /** How many to list; all of them when absent. */
  readonly limit?: number | undefined;
  /** Begin after this serial: the cursor that an earlier list ended with. */
  readonly after?: string | undefined;
}

const pageSize = 100;

const header = ['serial', 'state', 'model', 'current', 'issued', 'last seen', 'permits'];

const widths = [16, 7, 10, 13, 17, 17];

/** Devices on record, in the table's order, printed as their page arrives. */
export async function listDevices(fleet: Fleet, output: Output, options: ListOptions): Promise<void> {
  const limit = options.limit ?? Infinity;
  let start = options.after === undefined ? undefined : fleet.registry.pageAfter(options.after);
  let listed = 0;
  let isFirstPage = true;
  do {
    const page = await ifDeployed(fleet, fleet.registry.list(defined({ limit: pageSize, start })));
    if (isFirstPage && !output.json) {
      await output.result(tableLines([header], widths).join('\n'), {});
    }
    isFirstPage = false;
    const matching = page.devices.filter((device) => isListed(device, options));
    const devices = matching.slice(0, limit - listed);
    await printPage(fleet, output, devices);
    if (output.isClosed()) {
      return;
    }
    listed += devices.length;
    const last = devices.at(-1)?.serial;
    const isMore = page.next !== undefined || matching.length > devices.length;
    if (listed >= limit && last !== undefined && isMore) {
      await endWithCursor(output, last);
      return;
    }
    start = page.next;
  } while (start !== undefined && listed < limit);
  if (!output.json) {
    output.say(counted(listed, 'device'));
  }
}

function isListed(device: DeviceRecord, { state, model, issuedBefore }: ListOptions): boolean {
  const issuedAt = certificateInForce(device)?.issuedAt;
  return (
    (state === undefined || device.state === state) &&
    (model === undefined || (device.model ?? device.allowedModel) === model) &&
    (issuedBefore === undefined || (issuedAt !== undefined && issuedAt < issuedBefore.toISOString()))
  );
}

async function printPage(fleet: Fleet, output: Output, devices: readonly DeviceRecord[]): Promise<void> {
  const rows = tableLines(
    devices.map((device) => rowOf(device, fleet.now())),
    widths,
  );
  for (const [index, device] of devices.entries()) {
    const row = rows[index];
    if (row === undefined) {
      throw new Error(`the table has no row for ${device.serial}`);
    }
    await output.result(row, device);
  }
}

async function endWithCursor(output: Output, last: string): Promise<void> {
  if (output.json) {
    await output.result('', { next: last });
  } else {
    output.say(`There may be more: repeat the command with --after ${last}, or with --all.`);
  }
}

function rowOf(device: DeviceRecord, now: Date): string[] {
  const { serial, state, model, current } = device;
  const certificate = certificateInForce(device);
  return [
    ...[serial, state, model ?? '-', current === undefined ? '-' : shortId(current)],
    ...[minuteOf(certificate?.issuedAt), minuteOf(certificate?.lastSeenAt)],
    permitWords(device, now),
  ];
}
