import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const calls = z.record(z.string(), z.number().int().positive());

const sweepCalls = z.object({
  /** Things in a page of the index. */
  pageSize: z.number().int().positive(),
  /** Queries to the index, at the most. */
  queries: z.number().int().positive(),
  /** Of every invocation of the monitor. */
  round: calls,
  /** More, of one that leaves the rest to another. */
  continuation: calls,
  /** Of a page of what waits on the devices table's agenda. */
  agendaPage: calls,
  /** Of a page of the index. */
  indexPage: calls,
  /** More, where something of it is due: it is kept, and deleted at the end. */
  spooledPage: calls,
  /** More, where workers attend to it: it is put from the spool into the queue. */
  dispatchedPage: calls,
  /** Of the things that the monitor attends to between two saves. */
  batch: calls,
  /** More, of the first of those that no device hears. */
  dueNote: calls,
  firstWarning: calls,
  laterWarning: calls,
  deactivation: calls,
  inactiveAlready: calls,
  deletion: calls,
  retirement: calls,
  retirementOfLastSeen: calls,
  retirementOfLost: calls,
  dateWithdrawal: calls,
  /** Sizes of items of DynamoDB, at the most. */
  bytes: z.object({
    spooledPage: z.number().int(),
    sweepState: z.number().int(),
    deviceRecord: z.number().int(),
  }),
});

export type SweepCalls = z.infer<typeof sweepCalls>;
export type Calls = z.infer<typeof calls>;

/** What a sweep asks of AWS, as the tests of apps/rotation-lambda count it. */
export function readSweepCalls(workspaceRoot: string): SweepCalls {
  const file = join(workspaceRoot, 'apps', 'rotation-lambda', 'src', 'sweep-calls.json');
  return sweepCalls.parse(JSON.parse(readFileSync(file, 'utf8')));
}
