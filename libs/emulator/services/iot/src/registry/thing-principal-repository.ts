import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { exclusiveStart, oneOf, text } from '@fleet/emulator-store';

const thingPrincipalTypes = ['EXCLUSIVE_THING', 'NON_EXCLUSIVE_THING'] as const;
export type ThingPrincipalType = (typeof thingPrincipalTypes)[number];

/** A certificate attached to a thing. */
export interface ThingPrincipal {
  readonly thingName: string;
  readonly certificateId: string;
  readonly type: ThingPrincipalType;
}

/** Tells attachments apart. */
export function thingPrincipalKey(thingName: string, certificateId: string): string {
  return `${certificateId} ${thingName}`;
}

const schema = [
  `CREATE TABLE iot_thing_principal (
     thing_name TEXT NOT NULL,
     certificate_id TEXT NOT NULL,
     type TEXT NOT NULL,
     PRIMARY KEY (thing_name, certificate_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_thing_principal_by_certificate ON iot_thing_principal (certificate_id, thing_name);`,
];

/** Which certificates are attached to which things; found from both ends. */
export class ThingPrincipalRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_thing_principal', schema);
  }

  attach(principal: ThingPrincipal): void {
    this.store.run(
      `INSERT INTO iot_thing_principal VALUES (?, ?, ?)
       ON CONFLICT (thing_name, certificate_id) DO UPDATE SET type = excluded.type`,
      principal.thingName,
      principal.certificateId,
      principal.type,
    );
  }

  detach(thingName: string, certificateId: string): void {
    this.store.run(
      'DELETE FROM iot_thing_principal WHERE thing_name = ? AND certificate_id = ?',
      thingName,
      certificateId,
    );
  }

  hasPrincipals(thingName: string): boolean {
    return (
      this.store.get('SELECT 1 FROM iot_thing_principal WHERE thing_name = ? LIMIT 1', thingName) !==
      undefined
    );
  }

  hasThings(certificateId: string): boolean {
    return (
      this.store.get('SELECT 1 FROM iot_thing_principal WHERE certificate_id = ? LIMIT 1', certificateId) !==
      undefined
    );
  }

  /** In the order of the certificate ids; only attachments of a type where one is given. */
  ofThing(thingName: string, after: Cursor, limit: number, type?: ThingPrincipalType): ThingPrincipal[] {
    return this.store
      .all(
        `SELECT * FROM iot_thing_principal WHERE thing_name = ?1 AND certificate_id > ?2 AND type = ifnull(?3, type)
         ORDER BY certificate_id LIMIT ?4`,
        thingName,
        exclusiveStart(after),
        type ?? null,
        limit,
      )
      .map(principalOf);
  }

  /** In the order of the thing names; only attachments of a type where one is given. */
  ofCertificate(
    certificateId: string,
    after: Cursor,
    limit: number,
    type?: ThingPrincipalType,
  ): ThingPrincipal[] {
    return this.store
      .all(
        `SELECT * FROM iot_thing_principal WHERE certificate_id = ?1 AND thing_name > ?2 AND type = ifnull(?3, type)
         ORDER BY thing_name LIMIT ?4`,
        certificateId,
        exclusiveStart(after),
        type ?? null,
        limit,
      )
      .map(principalOf);
  }

  exclusiveThingOf(certificateId: string): string | undefined {
    return this.ofCertificate(certificateId, undefined, 1, 'EXCLUSIVE_THING').at(0)?.thingName;
  }

  find(thingName: string, certificateId: string): ThingPrincipal | undefined {
    const row = this.store.get(
      'SELECT * FROM iot_thing_principal WHERE thing_name = ? AND certificate_id = ?',
      thingName,
      certificateId,
    );
    return row && principalOf(row);
  }
}

function principalOf(row: Row): ThingPrincipal {
  return {
    thingName: text(row, 'thing_name'),
    certificateId: text(row, 'certificate_id'),
    type: oneOf(row, 'type', thingPrincipalTypes),
  };
}
