import { date, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';

export interface ProvisioningClaim {
  readonly certificateId: string;
  readonly templateName: string;
  readonly expiresAt: Date;
}

const schema = [
  `CREATE TABLE iot_provisioning_claim (
     certificate_id TEXT PRIMARY KEY,
     template_name TEXT NOT NULL,
     expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

/** The claims of trusted users that have not been swept up. */
export class ProvisioningClaimRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_provisioning_claim', schema);
  }

  insert({ certificateId, templateName, expiresAt }: ProvisioningClaim): void {
    this.store.run(
      'INSERT INTO iot_provisioning_claim VALUES (?, ?, ?)',
      certificateId,
      templateName,
      expiresAt.getTime(),
    );
  }

  delete(certificateId: string): void {
    this.store.run('DELETE FROM iot_provisioning_claim WHERE certificate_id = ?', certificateId);
  }

  /** Those that expire first come first. */
  all(): ProvisioningClaim[] {
    return this.store.all('SELECT * FROM iot_provisioning_claim ORDER BY expires_at').map(claimOf);
  }
}

function claimOf(row: Row): ProvisioningClaim {
  return {
    certificateId: text(row, 'certificate_id'),
    templateName: text(row, 'template_name'),
    expiresAt: date(row, 'expires_at'),
  };
}
