/**
 * Tables of EventBridge Scheduler. `next_at` is the time of a schedule's next occurrence, NULL where none will
 * come. A delivery is what an occurrence became, until its target has it.
 */
export const schedulerSchema = [
  `CREATE TABLE scheduler_groups (
     name TEXT PRIMARY KEY, created INTEGER NOT NULL, modified INTEGER NOT NULL, creation_token TEXT,
     tags TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE scheduler_schedules (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     group_name TEXT NOT NULL REFERENCES scheduler_groups ON DELETE CASCADE, name TEXT NOT NULL,
     definition TEXT NOT NULL, state TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
     creation_token TEXT, anchor INTEGER NOT NULL, fired_at INTEGER, next_at INTEGER, revision INTEGER NOT NULL,
     UNIQUE (group_name, name)
   ) STRICT;
   CREATE INDEX scheduler_schedules_by_next ON scheduler_schedules (next_at) WHERE next_at IS NOT NULL;
   CREATE TABLE scheduler_deliveries (
     id INTEGER PRIMARY KEY AUTOINCREMENT, schedule_arn TEXT NOT NULL, target TEXT NOT NULL,
     scheduled_at INTEGER NOT NULL, accepted_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
     attempts INTEGER NOT NULL, deletes_schedule INTEGER, deletes_revision INTEGER
   ) STRICT;
   CREATE INDEX scheduler_deliveries_by_due ON scheduler_deliveries (due_at, id)`,
];
