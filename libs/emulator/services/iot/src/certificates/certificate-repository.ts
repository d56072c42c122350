import { date, integer, oneOf, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import type { CertificateStatus } from './certificate-status';
import { certificateStatuses } from './certificate-status';

const certificateModes = ['DEFAULT', 'SNI_ONLY'] as const;

export interface CertificateRecord {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly status: CertificateStatus;
  readonly certificateMode: (typeof certificateModes)[number];
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** Counts the changes of the record, from 1. */
  readonly customerVersion: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** What certificates are listed by: when they were created, in milliseconds, and their id. */
export const certificateKey = z.tuple([z.int(), z.string()]);
export type CertificateKey = z.output<typeof certificateKey>;

const beforeAll: CertificateKey = [-1, ''];
const behindAll: CertificateKey = [Number.MAX_SAFE_INTEGER, ''];

const schema = [
  `CREATE TABLE iot_certificate (
     certificate_id TEXT PRIMARY KEY,
     pem TEXT NOT NULL,
     status TEXT NOT NULL,
     mode TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     modified_at INTEGER NOT NULL,
     customer_version INTEGER NOT NULL,
     not_before INTEGER NOT NULL,
     not_after INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX iot_certificate_by_age ON iot_certificate (created_at, certificate_id);`,
];

/** The certificates that are registered, by id. */
export class CertificateRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_certificate', schema);
  }

  find(certificateId: string): CertificateRecord | undefined {
    const row = this.store.get('SELECT * FROM iot_certificate WHERE certificate_id = ?', certificateId);
    return row && certificateOf(row);
  }

  /** The status alone: asked for at every TLS handshake. */
  statusOf(certificateId: string): CertificateStatus | undefined {
    const row = this.store.get('SELECT status FROM iot_certificate WHERE certificate_id = ?', certificateId);
    return row && oneOf(row, 'status', certificateStatuses);
  }

  insert(certificate: CertificateRecord): void {
    this.store.run(
      'INSERT INTO iot_certificate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      certificate.certificateId,
      certificate.certificatePem,
      certificate.status,
      certificate.certificateMode,
      certificate.createdAt.getTime(),
      certificate.modifiedAt.getTime(),
      certificate.customerVersion,
      certificate.notBefore.getTime(),
      certificate.notAfter.getTime(),
    );
  }

  setStatus(certificateId: string, status: CertificateStatus, at: Date): void {
    this.store.run(
      `UPDATE iot_certificate SET status = ?, modified_at = ?, customer_version = customer_version + 1
       WHERE certificate_id = ?`,
      status,
      at.getTime(),
      certificateId,
    );
  }

  delete(certificateId: string): void {
    this.store.run('DELETE FROM iot_certificate WHERE certificate_id = ?', certificateId);
  }

  /** By creation date; newest first unless `ascending`. */
  list(after: Cursor<CertificateKey>, limit: number, ascending: boolean): CertificateRecord[] {
    const [createdAt, certificateId] = after ?? (ascending ? beforeAll : behindAll);
    const rows = this.store.all(
      `SELECT * FROM iot_certificate WHERE (created_at, certificate_id) ${ascending ? '>' : '<'} (?, ?)
       ORDER BY created_at ${ascending ? 'ASC' : 'DESC'}, certificate_id ${ascending ? 'ASC' : 'DESC'} LIMIT ?`,
      createdAt,
      certificateId,
      limit,
    );
    return rows.map(certificateOf);
  }
}

function certificateOf(row: Row): CertificateRecord {
  return {
    certificateId: text(row, 'certificate_id'),
    certificatePem: text(row, 'pem'),
    status: oneOf(row, 'status', certificateStatuses),
    certificateMode: oneOf(row, 'mode', certificateModes),
    createdAt: date(row, 'created_at'),
    modifiedAt: date(row, 'modified_at'),
    customerVersion: integer(row, 'customer_version'),
    notBefore: date(row, 'not_before'),
    notAfter: date(row, 'not_after'),
  };
}
