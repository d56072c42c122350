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
  // That default is false for older sessions of MQTT 5, and nobody can tell them from sessions of MQTT 3.1.1 any more:
  // NULL is an unknown version.
  `ALTER TABLE mqtt_session ADD COLUMN known_version INTEGER;
   UPDATE mqtt_session SET known_version = 5 WHERE protocol_version = 5;
   ALTER TABLE mqtt_session DROP COLUMN protocol_version;
   ALTER TABLE mqtt_session RENAME COLUMN known_version TO protocol_version;
   ALTER TABLE mqtt_session ADD COLUMN session_identifier TEXT;
   CREATE TABLE mqtt_queued_in_order (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     client_id TEXT NOT NULL REFERENCES mqtt_session ON DELETE CASCADE,
     topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB, expires_millis INTEGER
   );
   INSERT INTO mqtt_queued_in_order
     SELECT id, client_id, topic, payload, properties, expires_millis FROM mqtt_queued;
   DROP TABLE mqtt_queued;
   ALTER TABLE mqtt_queued_in_order RENAME TO mqtt_queued;
   CREATE INDEX mqtt_queued_by_client ON mqtt_queued (client_id, id);
   CREATE TABLE mqtt_shared_queued (
     id INTEGER PRIMARY KEY AUTOINCREMENT, filter TEXT NOT NULL,
     topic TEXT NOT NULL, payload BLOB NOT NULL, properties BLOB, expires_millis INTEGER
   );
   CREATE INDEX mqtt_shared_queued_by_filter ON mqtt_shared_queued (filter, id);`,
  `ALTER TABLE mqtt_retained ADD COLUMN expires_millis INTEGER;`,
];
