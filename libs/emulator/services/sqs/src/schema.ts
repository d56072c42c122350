/** The tables of SQS, step by step. Times are milliseconds since the epoch. */
export const schema = [
  `CREATE TABLE sqs_queues (
     name TEXT PRIMARY KEY, created INTEGER NOT NULL, modified INTEGER NOT NULL, attributes TEXT NOT NULL,
     tags TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE sqs_messages (
     id TEXT PRIMARY KEY, queue TEXT NOT NULL REFERENCES sqs_queues ON DELETE CASCADE, body TEXT NOT NULL,
     attributes TEXT NOT NULL, sent INTEGER NOT NULL, received INTEGER NOT NULL, visible INTEGER NOT NULL,
     first_received INTEGER, receipt TEXT
   ) STRICT;
   CREATE INDEX sqs_messages_by_queue ON sqs_messages (queue, visible, sent);
   CREATE INDEX sqs_messages_by_receipt ON sqs_messages (queue, receipt)`,
  `ALTER TABLE sqs_messages ADD COLUMN sender TEXT NOT NULL DEFAULT '';
   ALTER TABLE sqs_messages ADD COLUMN dead_letter_source TEXT;
   CREATE INDEX sqs_messages_by_age ON sqs_messages (queue, sent)`,
];
