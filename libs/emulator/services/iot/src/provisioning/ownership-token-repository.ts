import { date, text } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';

export interface OwnershipTokenRecord {
  /** SHA-256 of the token: a reader of the store cannot register with it. */
  readonly tokenHash: string;
  readonly certificateId: string;
  readonly expiresAt: Date;
}

const schema = [
  `CREATE TABLE iot_ownership_token (
     token_hash TEXT PRIMARY KEY,
     certificate_id TEXT NOT NULL,
     expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_ownership_token_by_expiry ON iot_ownership_token (expires_at);`,
];

/** The certificate ownership tokens that are neither used nor swept up. */
export class OwnershipTokenRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_ownership_token', schema);
  }

  insert(token: OwnershipTokenRecord): void {
    this.store.run(
      'INSERT INTO iot_ownership_token VALUES (?, ?, ?)',
      token.tokenHash,
      token.certificateId,
      token.expiresAt.getTime(),
    );
  }

  find(tokenHash: string): OwnershipTokenRecord | undefined {
    const row = this.store.get('SELECT * FROM iot_ownership_token WHERE token_hash = ?', tokenHash);
    return (
      row && { tokenHash, certificateId: text(row, 'certificate_id'), expiresAt: date(row, 'expires_at') }
    );
  }

  delete(tokenHash: string): void {
    this.store.run('DELETE FROM iot_ownership_token WHERE token_hash = ?', tokenHash);
  }

  /** Those that have expired by `now`, oldest first. */
  expired(now: Date, limit: number): OwnershipTokenRecord[] {
    return this.store
      .all(
        'SELECT * FROM iot_ownership_token WHERE expires_at <= ? ORDER BY expires_at LIMIT ?',
        now.getTime(),
        limit,
      )
      .map((row) => ({
        tokenHash: text(row, 'token_hash'),
        certificateId: text(row, 'certificate_id'),
        expiresAt: date(row, 'expires_at'),
      }));
  }

  nextExpiry(): Date | undefined {
    const row = this.store.get('SELECT expires_at FROM iot_ownership_token ORDER BY expires_at LIMIT 1');
    return row && date(row, 'expires_at');
  }
}
