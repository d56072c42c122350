import assert from 'node:assert/strict';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';

import {
  agendaAt,
  recordFrom,
  storedRecord,
  type ClaimRecord,
  type DeviceRecord,
  type StoredRecord,
} from '@fleet/certificate-lifecycle';

/*
 * The items of the devices table. Its only key is the string `pk`: `device#<serial>` or `claim#<certificateId>`.
 */

export type Item = Record<string, AttributeValue>;

export const devicePrefix = 'device#';
export const claimPrefix = 'claim#';

export function deviceKey(serial: string): Item {
  return { pk: { S: devicePrefix + serial } };
}

export function claimKey(certificateId: string): Item {
  return { pk: { S: claimPrefix + certificateId } };
}

/** An item of the table that nothing in this repository wrote. */
export class MalformedItemError extends Error {
  override readonly name = 'MalformedItemError';

  constructor(key: string, problem: string) {
    super(
      `The item ${JSON.stringify(key)} of the devices table cannot be read: ${problem}. Restore or delete it.`,
    );
  }
}

const timestamp = z.string();

// Loose, all: an older release must not erase what a newer one has written, when both are at work or one is rolled back.
const certificate = z.looseObject({
  certificateId: z.string(),
  issuedOver: z.string(),
  succeeds: z.exactOptional(z.string()),
  model: z.string(),
  issuedAt: timestamp,
  provenAt: z.exactOptional(timestamp),
  confirmedAt: z.exactOptional(timestamp),
  lastSeenAt: z.exactOptional(timestamp),
  connectedAt: z.exactOptional(timestamp),
  dueNotedAt: z.exactOptional(timestamp),
  turnSeconds: z.exactOptional(z.int()),
  comesSince: z.exactOptional(timestamp),
  warnedAt: z.exactOptional(timestamp),
  silenceFrom: z.exactOptional(timestamp),
  supersededAt: z.exactOptional(timestamp),
  retiredAt: z.exactOptional(timestamp),
  lostAt: z.exactOptional(timestamp),
  retainUntil: z.exactOptional(timestamp),
  deletedAt: z.exactOptional(timestamp),
  dateWithdrawnAt: z.exactOptional(timestamp),
});

const device = z.looseObject({
  serial: z.string(),
  state: z.enum(['allowed', 'active', 'blocked']),
  allowedModel: z.exactOptional(z.string()),
  model: z.exactOptional(z.string()),
  firstIssuedAt: z.exactOptional(timestamp),
  current: z.exactOptional(z.string()),
  certificates: z.array(certificate),
  blockedAt: z.exactOptional(timestamp),
  blockReason: z.exactOptional(z.string()),
  blockEnforcedAt: z.exactOptional(timestamp),
  adoption: z.exactOptional(
    z.looseObject({ at: timestamp, policy: z.string(), attributes: z.record(z.string(), z.string()) }),
  ),
  removal: z.exactOptional(z.looseObject({ at: timestamp, certificateIds: z.array(z.string()) })),
  release: z.exactOptional(z.looseObject({ at: timestamp })),
  permits: z.object({ reprovision: z.exactOptional(timestamp), rotate: z.exactOptional(timestamp) }),
  namedPermit: z.exactOptional(z.looseObject({ certificateId: z.string(), until: timestamp })),
  permittedCertificate: z.exactOptional(z.string()),
  version: z.int(),
});

const claim = z.looseObject({
  certificateId: z.string(),
  model: z.string(),
  issuedAt: timestamp,
  generation: z.exactOptional(z.int()),
  revokedAt: z.exactOptional(timestamp),
});

/** The index of the records that wait for a sweep. Sparse: a record without chores is not in it. */
export const agendaIndex = { name: 'agenda', partition: 'agenda', sort: 'agendaAt', value: 'sweep' } as const;

/** @param graceDays of the fleet: when a lost successor may be retired hangs on them */
export function deviceItem(record: DeviceRecord, graceDays: number): Item {
  const item = {
    ...deviceKey(record.serial),
    ...marshall(storedRecord(record), { removeUndefinedValues: true }),
  };
  const due = agendaAt(record, { graceDays });
  return due === undefined ? item : { ...item, ...agendaPlace(due) };
}

export function claimItem(record: ClaimRecord): Item {
  return { ...claimKey(record.certificateId), ...marshall(record, { removeUndefinedValues: true }) };
}

/** The serial that an item of the table or of its index is about. */
export function serialOf(item: Item): string {
  return keyOf(item).slice(devicePrefix.length);
}

function keyOf(item: Item): string {
  const key = item['pk']?.S;
  assert(key !== undefined, 'Every item of the table has its key, and the index has it too');
  return key;
}

/** The place in the agenda after an item, from the key that DynamoDB gives for it. */
export function agendaCursor(key: Item): string {
  const at = key[agendaIndex.sort]?.S;
  assert(at !== undefined, 'DynamoDB gives the whole key of the index with a place in it');
  return `${at}/${serialOf(key)}`;
}

/** The key of that place. Timestamps have no slash, and a serial has none either. */
export function agendaKey(cursor: string): Item {
  const at = cursor.slice(0, cursor.indexOf('/'));
  const serial = cursor.slice(cursor.indexOf('/') + 1);
  return { ...deviceKey(serial), ...agendaPlace(at) };
}

function agendaPlace(at: string): Item {
  return { [agendaIndex.partition]: { S: agendaIndex.value }, [agendaIndex.sort]: { S: at } };
}

/** @throws MalformedItemError */
export function deviceFrom(item: Item): DeviceRecord {
  // What the item has beside the record is made anew whenever it is written.
  const {
    pk: _key,
    [agendaIndex.partition]: _agenda,
    [agendaIndex.sort]: _at,
    ...stored
  } = parse(device, item);
  return recordFrom(withNamedPermit(stored));
}

/** An earlier way to name the certificate of a permit: beside one that older releases gave anybody. */
function withNamedPermit({
  permittedCertificate: certificateId,
  ...record
}: z.infer<typeof device>): StoredRecord {
  const { reprovision: until, ...permits } = record.permits;
  return certificateId === undefined || until === undefined
    ? record
    : { ...record, permits, namedPermit: { certificateId, until } };
}

/** @throws MalformedItemError */
export function claimFrom(item: Item): ClaimRecord {
  const { pk: _key, ...record } = parse(claim, item);
  return record;
}

function parse<T>(schema: z.ZodMiniType<T>, item: Item): T {
  const parsed = schema.safeParse(unmarshall(item));
  if (parsed.success) {
    return parsed.data;
  }
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw new MalformedItemError(keyOf(item), problems.join('; '));
}
