/** Tables of the broker: what outlives a connection, and a restart. */
export const sessionSchema: readonly string[] = [
  `CREATE TABLE mqtt_retained (
     topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL, properties BLOB,
     modified_millis INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE mqtt_session (
     client_id TEXT PRIMARY KEY, expires_millis INTEGER
   ) WITHOUT ROWID;
   CREATE INDEX mqtt_session_by_expiry ON mqtt_session (expires_millis);
   CREATE TABLE mqtt_subscription (
     client_id TEXT NOT NULL REFERENCES mqtt_session ON DELETE CASCADE, filter TEXT NOT NULL,
     options TEXT NOT NULL, PRIMARY KEY (client_id, filter)
   ) WITHOUT ROWID;
   CREATE TABLE mqtt_queued (
     id INTEGER PRIMARY KEY,
     client_id TEXT NOT NULL REFERENCES mqtt_session ON DELETE CASCADE,
     broker_id TEXT NOT NULL, broker_counter INTEGER NOT NULL, message_id INTEGER,
     topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB, expires_millis INTEGER
   );
   CREATE INDEX mqtt_queued_by_client ON mqtt_queued (client_id, message_id);`,
  `DROP INDEX mqtt_queued_by_client;
   ALTER TABLE mqtt_queued DROP COLUMN message_id;
   CREATE INDEX mqtt_queued_by_client ON mqtt_queued (client_id, broker_counter);`,
  `ALTER TABLE mqtt_session ADD COLUMN protocol_version INTEGER NOT NULL DEFAULT 4;`,
];
