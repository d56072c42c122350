import type { Store } from '@fleet/emulator-store';
import { ChangeSetRepository } from './change-set-repository';
import { EventRepository } from './event-repository';
import { OperationRepository } from './operation-repository';
import { ResourceRepository } from './resource-repository';
import { StackRepository } from './stack-repository';

const schemaSteps = [
  `CREATE TABLE cfn_stacks (id TEXT PRIMARY KEY, name TEXT NOT NULL, deleted INTEGER NOT NULL, record TEXT NOT NULL);
   CREATE UNIQUE INDEX cfn_stacks_by_name ON cfn_stacks (name) WHERE deleted = 0;
   CREATE TABLE cfn_resources (
     stack_id TEXT NOT NULL, logical_id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (stack_id, logical_id));
   CREATE TABLE cfn_undo (
     stack_id TEXT NOT NULL, logical_id TEXT NOT NULL, before TEXT NOT NULL, PRIMARY KEY (stack_id, logical_id));
   CREATE TABLE cfn_discarded (seq INTEGER PRIMARY KEY AUTOINCREMENT, stack_id TEXT NOT NULL, record TEXT NOT NULL);
   CREATE TABLE cfn_operations (stack_id TEXT PRIMARY KEY, record TEXT NOT NULL);
   CREATE TABLE cfn_events (seq INTEGER PRIMARY KEY AUTOINCREMENT, stack_id TEXT NOT NULL, record TEXT NOT NULL);
   CREATE INDEX cfn_events_by_stack ON cfn_events (stack_id, seq);
   CREATE TABLE cfn_change_sets (
     id TEXT PRIMARY KEY, stack_id TEXT NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (stack_id, name));`,
];

/** CloudFormation's tables; what belongs together is written in one transaction. */
export class StackStore {
  readonly stacks: StackRepository;
  readonly resources: ResourceRepository;
  readonly operations: OperationRepository;
  readonly events: EventRepository;
  readonly changeSets: ChangeSetRepository;

  constructor(private readonly store: Store) {
    store.migrate('cfn', schemaSteps);
    this.stacks = new StackRepository(store);
    this.resources = new ResourceRepository(store);
    this.operations = new OperationRepository(store);
    this.events = new EventRepository(store);
    this.changeSets = new ChangeSetRepository(store);
  }

  transaction<T>(work: () => T): T {
    return this.store.transaction(work);
  }
}
