import type { RoleInUse } from '@fleet/aws-wire';
import { functionNotFound } from './errors';
import type { EventSourceMapping } from './event-source-mapping';
import { roleOf } from './function-role';
import { QueueClient } from './queue-client';
import type { QueueAccess } from './queue-client';
import { QueuePoller } from './queue-poller';
import type { QueuePollerParts } from './queue-poller';

/** The pollers of all event source mappings. */
export class EventSources {
  private readonly pollers = new Map<string, QueuePoller>();
  private state: 'new' | 'started' | 'closed' = 'new';

  constructor(
    private readonly queues: QueueAccess,
    private readonly parts: QueuePollerParts,
  ) {}

  /** Begins to poll for all mappings; to be called once the APIs listen. */
  start(): void {
    if (this.state !== 'new') {
      return;
    }
    this.state = 'started';
    for (const uuid of this.parts.mappings.ids()) {
      this.changed(uuid);
    }
  }

  /** To be called when a mapping was made, changed or deleted. */
  changed(uuid: string): void {
    if (this.state !== 'started') {
      return;
    }
    const poller = this.pollers.get(uuid);
    const mapping = this.parts.mappings.find(uuid);
    if (poller) {
      poller.changed();
    } else if (mapping) {
      this.pollers.set(uuid, new QueuePoller(uuid, this.clientFor(mapping), this.parts));
    }
    if (!mapping) {
      this.pollers.delete(uuid);
    }
  }

  /** What was begun is brought to its end by the role that it was begun with, when mapping or function are gone. */
  private clientFor(mapping: EventSourceMapping): QueueClient {
    const { functions, mappings } = this.parts;
    let known: RoleInUse | undefined;
    return new QueueClient(this.queues, mapping.queueArn, () => {
      const { functionName, functionArn } = mappings.find(mapping.uuid) ?? mapping;
      const record = functions.find(functionName);
      known = record === undefined ? known : roleOf(record);
      if (known === undefined) {
        throw functionNotFound(functionArn);
      }
      return known;
    });
  }

  /** Ends polling; what was fetched and not begun goes back to its queue. Must come before the APIs end. */
  async close(): Promise<void> {
    this.state = 'closed';
    await Promise.all([...this.pollers.values()].map((poller) => poller.close()));
  }

  /** Waits for the batches that run. */
  settled(): Promise<void> {
    return this.parts.slots.settled();
  }
}
