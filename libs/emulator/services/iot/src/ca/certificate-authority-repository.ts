import { text } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';

/** PEM texts of the root key (PKCS#8) and the root certificate. */
export interface RootIdentity {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

const schema = [
  `CREATE TABLE iot_certificate_authority (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     private_key_pem TEXT NOT NULL,
     certificate_pem TEXT NOT NULL
   ) STRICT;`,
];

/** The one certificate authority of this cloud. Key and certificate lie in one row: there is never half of it. */
export class CertificateAuthorityRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_certificate_authority', schema);
  }

  find(): RootIdentity | undefined {
    const row = this.store.get('SELECT * FROM iot_certificate_authority');
    return (
      row && {
        privateKeyPem: text(row, 'private_key_pem'),
        certificatePem: text(row, 'certificate_pem'),
      }
    );
  }

  insert(root: RootIdentity): void {
    this.store.run(
      'INSERT INTO iot_certificate_authority VALUES (1, ?, ?)',
      root.privateKeyPem,
      root.certificatePem,
    );
  }
}
