import { awaitsProof, certificateInForce, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { devicesOf } from '../fleet/devices-of-fleet';
import type { Output } from '../output/output';
import { counted } from '../output/words';
import type { Fleet } from '../fleet/fleet';

/** What only the records know. */
export interface RecordCounts {
  records: number;
  allowed: number;
  active: number;
  blocked: number;
  /** Whose certificate in force has heard a warning. */
  warned: number;
  /** With a certificate that waits for its first connection, or with none that ever had one. */
  unproven: number;
  /** Whose removal was begun, and not finished. */
  removing: number;
}

/** Reads every record. */
export async function countRecords(fleet: Fleet, output: Output): Promise<RecordCounts> {
  const counts = { records: 0, allowed: 0, active: 0, blocked: 0, warned: 0, unproven: 0, removing: 0 };
  for await (const record of devicesOf(fleet)) {
    add(counts, record);
    output.progress(() => `${counted(counts.records, 'record')} read`);
  }
  return counts;
}

function add(counts: RecordCounts, record: DeviceRecord): void {
  counts.records += 1;
  counts[record.state] += 1;
  counts.warned += certificateInForce(record)?.warnedAt === undefined ? 0 : 1;
  counts.unproven += awaitsProof(record) ? 1 : 0;
  counts.removing += record.removal === undefined ? 0 : 1;
}
