import { filterSelects, hasWildcard } from '../topics/topic-filter';

/** Whether a client gets its own messages, for each client that has subscribed to a filter. */
type Holders = Map<string, { readonly noLocal: boolean }>;

/** Subscriptions of QoS 1 of persistent sessions: what a message is queued for. */
export class QueuingFilters {
  private readonly topics = new Map<string, Holders>();
  private readonly patterns = new Map<string, Holders>();
  private readonly filtersByClient = new Map<string, Set<string>>();

  add(clientId: string, filter: string, noLocal: boolean): void {
    const holdersByFilter = this.mapOf(filter);
    const holders: Holders = holdersByFilter.get(filter) ?? new Map();
    holdersByFilter.set(filter, holders.set(clientId, { noLocal }));
    const filters = this.filtersByClient.get(clientId) ?? new Set();
    this.filtersByClient.set(clientId, filters.add(filter));
  }

  delete(clientId: string, filter: string): void {
    const holders = this.mapOf(filter).get(filter);
    holders?.delete(clientId);
    if (holders?.size === 0) {
      this.mapOf(filter).delete(filter);
    }
    const filters = this.filtersByClient.get(clientId);
    filters?.delete(filter);
    if (filters?.size === 0) {
      this.filtersByClient.delete(clientId);
    }
  }

  deleteAll(clientId: string): void {
    for (const filter of [...(this.filtersByClient.get(clientId) ?? [])]) {
      this.delete(clientId, filter);
    }
  }

  /** The clients whose sessions store a message of this topic. */
  holdersOf(topic: string, publisher: string | undefined): Set<string> {
    const found = new Set<string>();
    const collect = (holders: Holders): void => {
      for (const [clientId, { noLocal }] of holders) {
        if (!noLocal || clientId !== publisher) {
          found.add(clientId);
        }
      }
    };
    collect(this.topics.get(topic) ?? new Map());
    for (const [filter, holders] of this.patterns) {
      if (filterSelects(filter, topic)) {
        collect(holders);
      }
    }
    return found;
  }

  private mapOf(filter: string): Map<string, Holders> {
    return hasWildcard(filter) ? this.patterns : this.topics;
  }
}
