import { randomBytes } from 'node:crypto';
import type { RoleInUse, SessionPolicies, SigningKey } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { RememberedReads, json, optionalDate, optionalText, text } from '@fleet/emulator-store';
import type { Row, SqlValue, Store } from '@fleet/emulator-store';
import { defined } from '@fleet/optional-members';
import * as z from 'zod';

/** Credentials that are good until `expiration`. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Credentials for the cloud's own work by a role, which do not expire. */
export type ServiceCredentials = Omit<SessionCredentials, 'expiration'>;

/** The credentials of the account's user, which do not expire. */
export interface UserCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A session that was opened. */
export interface OpenSession extends RoleInUse {
  /** Whether it is of the cloud's own work by a role. */
  readonly isOfService: boolean;
  /** When it was opened; absent for one of before that was noted. */
  readonly issued?: Date;
}

/** What a session was limited to when it was made, as it lies in the store. */
const sessionPolicies: z.ZodType<SessionPolicies> = z.object({
  policy: z.string().optional(),
  policyArns: z.array(z.string()),
});

const schema = [
  `CREATE TABLE sts_access_keys (
     id TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT, expires INTEGER, role_arn TEXT, session_name TEXT
   ) STRICT;
   CREATE INDEX sts_access_keys_by_expiry ON sts_access_keys (expires)`,
  'ALTER TABLE sts_access_keys ADD COLUMN session_policies TEXT',
  'ALTER TABLE sts_access_keys ADD COLUMN issued INTEGER',
];

/** The newest sessions are kept though they have expired: the cloud's time may be moved back to before their end. */
const sessionsRemembered = 1_000;

const userKey = 'SELECT id, secret FROM sts_access_keys WHERE expires IS NULL';

/** The access keys of this cloud: one of its user, made with the data directory, and those of role sessions. */
export class AccessKeyRepository {
  /** Every request asks for its key, and who has it. */
  private readonly rows = new RememberedReads<Row>();
  private readonly ofServices = new Map<string, RoleInUse & { credentials: ServiceCredentials }>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.migrate('sts', schema);
  }

  /** The user's key: the given one in place of any other, else that on record; the first call makes it. */
  userCredentials(given?: UserCredentials): UserCredentials {
    if (given !== undefined) {
      this.store.transaction(() => {
        this.write('DELETE FROM sts_access_keys WHERE expires IS NULL OR id = ?', given.accessKeyId);
        this.saveUser(given);
      });
      return given;
    }
    const known = this.store.get(userKey);
    if (known !== undefined) {
      return { accessKeyId: text(known, 'id'), secretAccessKey: text(known, 'secret') };
    }
    const made = { accessKeyId: newKeyId('AKIA'), secretAccessKey: newSecret() };
    this.saveUser(made);
    return made;
  }

  /** Credentials for a session of a role. Long after they have expired, those of others are forgotten on the way. */
  openSession(session: RoleInUse, durationSeconds: number): SessionCredentials {
    const expiration = new Date(this.clock.nowMillis() + durationSeconds * 1000);
    const credentials = { ...newSessionKey(), expiration };
    this.store.transaction(() => {
      this.write(
        'DELETE FROM sts_access_keys WHERE expires < ? AND rowid <= (SELECT max(rowid) FROM sts_access_keys) - ?',
        this.clock.nowMillis(),
        sessionsRemembered,
      );
      this.write(
        'INSERT INTO sts_access_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        credentials.accessKeyId,
        credentials.secretAccessKey,
        credentials.sessionToken,
        expiration.getTime(),
        session.roleArn,
        session.sessionName,
        session.policies === undefined ? null : JSON.stringify(session.policies),
        this.clock.nowMillis(),
      );
    });
    return credentials;
  }

  /** Credentials for the cloud's own work by a role: only this process knows them. */
  openServiceSession(session: RoleInUse): ServiceCredentials {
    const credentials = newSessionKey();
    this.ofServices.set(credentials.accessKeyId, { ...session, credentials });
    return credentials;
  }

  /** The secret of a key as the wire asks for it, or undefined for a key that nobody was given. */
  signingKey(accessKeyId: string): SigningKey | undefined {
    const ofService = this.ofServices.get(accessKeyId);
    if (ofService !== undefined) {
      return ofService.credentials;
    }
    const row = this.find(accessKeyId);
    if (row === undefined) {
      return undefined;
    }
    const secretAccessKey = text(row, 'secret');
    const expiration = optionalDate(row, 'expires');
    if (expiration === undefined) {
      return { secretAccessKey };
    }
    return {
      secretAccessKey,
      sessionToken: text(row, 'token'),
      expiration,
    };
  }

  /** Which session the key is of, or undefined for the user's key. */
  session(accessKeyId: string): OpenSession | undefined {
    const ofService = this.ofServices.get(accessKeyId);
    if (ofService !== undefined) {
      return { ...ofService, isOfService: true, issued: new Date(this.clock.nowMillis()) };
    }
    const row = this.find(accessKeyId);
    const roleArn = row && optionalText(row, 'role_arn');
    if (row === undefined || roleArn === undefined) {
      return undefined;
    }
    const hasPolicies = optionalText(row, 'session_policies') !== undefined;
    return {
      roleArn,
      sessionName: text(row, 'session_name'),
      isOfService: false,
      ...defined({
        issued: optionalDate(row, 'issued'),
        policies: hasPolicies ? json(row, 'session_policies', sessionPolicies) : undefined,
      }),
    };
  }

  private saveUser({ accessKeyId, secretAccessKey }: UserCredentials): void {
    this.write('INSERT INTO sts_access_keys (id, secret) VALUES (?, ?)', accessKeyId, secretAccessKey);
  }

  private find(accessKeyId: string): Row | undefined {
    return this.rows.find(accessKeyId, () =>
      this.store.get('SELECT * FROM sts_access_keys WHERE id = ?', accessKeyId),
    );
  }

  private write(sql: string, ...params: SqlValue[]): void {
    this.rows.wrote();
    this.store.run(sql, ...params);
  }
}

function newSessionKey() {
  return {
    accessKeyId: newKeyId('ASIA'),
    secretAccessKey: newSecret(),
    sessionToken: randomBytes(96).toString('base64'),
  };
}

function newSecret(): string {
  return randomBytes(30).toString('base64');
}

/** 20 characters, as those of AWS: a prefix that tells the kind, and base 32. */
function newKeyId(prefix: 'AKIA' | 'ASIA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from(randomBytes(16), (byte) => alphabet[byte % alphabet.length]).join('');
}
